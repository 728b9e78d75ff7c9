#include "formats/rows/written_type.h"

#include <algorithm>
#include <string>
#include <utility>

#include <arrow/extension/uuid.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>

#include "formats/rows/arrow_type.h"

namespace lakeport::formats {
namespace {

using iceberg::NestedField;
using iceberg::Type;
using iceberg::TypeId;

// What Arrow's Parquet writer takes a field's id from.
constexpr const char* kFieldId = "PARQUET:field_id";

std::shared_ptr<arrow::Field> WrittenField(const NestedField& field);

std::shared_ptr<arrow::DataType> WrittenType(const Type& type) {
  switch (type.id()) {
    case TypeId::kStruct: {
      arrow::FieldVector fields;
      for (const auto& field : type.fields()) fields.push_back(WrittenField(field));
      return arrow::struct_(std::move(fields));
    }
    case TypeId::kList: return arrow::list(WrittenField(type.element()));
    case TypeId::kMap: return std::make_shared<arrow::MapType>(WrittenField(type.key()), WrittenField(type.value()));
    case TypeId::kUuid: return arrow::extension::uuid();
    default: return ArrowType(type);
  }
}

std::shared_ptr<arrow::Field> WrittenField(const NestedField& field) {
  auto metadata = arrow::key_value_metadata({kFieldId}, {std::to_string(field.id)});
  return arrow::field(field.name, WrittenType(*field.type), !field.required, std::move(metadata));
}

}  // namespace

bool CanBeWritten(const Type& type) {
  if (!type.is_nested()) return ArrowType(type) != nullptr;
  return std::all_of(type.fields().begin(), type.fields().end(),
                     [](const NestedField& field) { return CanBeWritten(*field.type); });
}

std::shared_ptr<arrow::Schema> WrittenSchema(const iceberg::Schema& schema) {
  arrow::FieldVector fields;
  for (const auto& field : schema.fields()) fields.push_back(WrittenField(field));
  return arrow::schema(std::move(fields));
}

std::shared_ptr<arrow::ArrayData> AsWritten(const arrow::ArrayData& data, std::shared_ptr<arrow::DataType> type) {
  auto written = data.Copy();
  for (size_t i = 0; i < written->child_data.size(); ++i) {
    written->child_data[i] = AsWritten(*data.child_data[i], type->field(static_cast<int>(i))->type());
  }
  written->type = std::move(type);
  return written;
}

}  // namespace lakeport::formats
