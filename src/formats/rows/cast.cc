#include "formats/rows/cast.h"

#include <string_view>
#include <utility>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/compute/cast.h>
#include <arrow/extension_type.h>
#include <arrow/type.h>

namespace lakeport::formats {
namespace {

using ArrayDataPtr = std::shared_ptr<arrow::ArrayData>;

arrow::Result<ArrayDataPtr> Cast(const ArrayDataPtr& data, const std::shared_ptr<arrow::DataType>& type) {
  ARROW_ASSIGN_OR_RAISE(auto cast, arrow::compute::Cast(arrow::Datum(data), type));
  return cast.array();
}

ArrayDataPtr WithType(const ArrayDataPtr& data, std::shared_ptr<arrow::DataType> type) {
  auto relabelled = data->Copy();
  relabelled->type = std::move(type);
  return relabelled;
}

arrow::Result<ArrayDataPtr> FloorToMicros(const ArrayDataPtr& data, const std::shared_ptr<arrow::DataType>& type) {
  ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateBuffer((data->offset + data->length) * 8));
  const auto* nanos = data->GetValues<int64_t>(1, 0);
  auto* micros = reinterpret_cast<int64_t*>(buffer->mutable_data());
  for (int64_t i = 0; i < data->offset + data->length; ++i) {
    micros[i] = nanos[i] / 1000 - (nanos[i] % 1000 < 0 ? 1 : 0);
  }
  auto floored = WithType(data, type);
  floored->buffers[1] = std::move(buffer);
  return floored;
}

arrow::Result<ArrayDataPtr> CastTimestamps(const ArrayDataPtr& data, const std::shared_ptr<arrow::DataType>& type) {
  auto from = static_cast<const arrow::TimestampType&>(*data->type).unit();
  auto to = static_cast<const arrow::TimestampType&>(*type).unit();
  if (from == to) return WithType(data, type);
  if (from == arrow::TimeUnit::NANO && to == arrow::TimeUnit::MICRO) return FloorToMicros(data, type);
  ARROW_ASSIGN_OR_RAISE(auto cast, Cast(WithType(data, arrow::timestamp(from)), arrow::timestamp(to)));
  return WithType(cast, type);
}

}  // namespace

arrow::Result<ArrayDataPtr> ToPlainType(ArrayDataPtr data) {
  if (data->type->id() == arrow::Type::EXTENSION) {
    data = WithType(data, static_cast<const arrow::ExtensionType&>(*data->type).storage_type());
  }
  switch (data->type->id()) {
    case arrow::Type::DICTIONARY:
      return Cast(data, static_cast<const arrow::DictionaryType&>(*data->type).value_type());
    case arrow::Type::LARGE_LIST:
    case arrow::Type::FIXED_SIZE_LIST: return Cast(data, arrow::list(data->type->field(0)));
    default: return data;
  }
}

arrow::Result<ArrayDataPtr> CastValues(ArrayDataPtr data, const std::shared_ptr<arrow::DataType>& type) {
  ARROW_ASSIGN_OR_RAISE(data, ToPlainType(std::move(data)));
  if (data->type->Equals(*type)) return data;
  if (data->type->id() == arrow::Type::TIMESTAMP && type->id() == arrow::Type::TIMESTAMP) {
    return CastTimestamps(data, type);
  }
  return Cast(data, type);
}

arrow::Result<ArrayDataPtr> TrimSpaces(const ArrayDataPtr& data) {
  arrow::StringArray texts(data);
  arrow::StringBuilder trimmed;
  ARROW_RETURN_NOT_OK(trimmed.Reserve(texts.length()));
  for (int64_t i = 0; i < texts.length(); ++i) {
    if (texts.IsNull(i)) {
      trimmed.UnsafeAppendNull();
      continue;
    }
    std::string_view text = texts.GetView(i);
    ARROW_RETURN_NOT_OK(trimmed.Append(text.substr(0, text.find_last_not_of(' ') + 1)));
  }
  ARROW_ASSIGN_OR_RAISE(auto array, trimmed.Finish());
  return array->data();
}

}  // namespace lakeport::formats
