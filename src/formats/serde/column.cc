#include "formats/serde/column.h"

#include <limits>

#include <arrow/array/data.h>
#include <arrow/array/util.h>

namespace lakeport::formats {

Status FromArrow(const arrow::Status& status) {
  if (status.ok()) return Ok();
  if (status.IsOutOfMemory()) return Internal("{}", status.message());
  return CorruptData("{}", status.message());
}

Error BadValue(std::string_view text, std::string_view type) {
  constexpr size_t kShown = 100;
  return CorruptData("\"{}\" can't be read as {}; Hive's SerDe can't either", Printable(text.substr(0, kShown)), type);
}

Status PlainTextColumn::Append(Fields fields) {
  LP_TRY(FromArrow(builder_.Reserve(static_cast<int64_t>(fields.size()))));
  int64_t bytes = 0;
  for (const Field& field : fields) bytes += static_cast<int64_t>(field.size);
  LP_TRY(FromArrow(builder_.ReserveData(bytes)));
  for (const Field& field : fields) {
    if (field.is_null()) {
      builder_.UnsafeAppendNull();
    } else {
      builder_.UnsafeAppend(field.data, static_cast<int32_t>(field.size));
    }
  }
  return Ok();
}

Result<ArrayPtr> PlainTextColumn::Finish() {
  ArrayPtr array;
  LP_TRY(FromArrow(builder_.Finish(&array)));
  return array;
}

Status NestedParts::Reserve(size_t count) {
  auto more = static_cast<int64_t>(count);
  if (offsets_.length() == 0) LP_TRY(FromArrow(offsets_.Append(0)));
  LP_TRY(FromArrow(there_.Reserve(more)));
  return FromArrow(offsets_.Reserve(more));
}

void NestedParts::Append(bool there, int64_t elements_so_far) {
  if (elements_so_far > std::numeric_limits<int32_t>::max()) too_many_ = true;
  there_.UnsafeAppend(there);
  offsets_.UnsafeAppend(static_cast<int32_t>(elements_so_far));
  ++length_;
}

Result<ArrayPtr> NestedParts::Finish(const std::shared_ptr<arrow::DataType>& type, bool offsets,
                                     std::vector<std::shared_ptr<arrow::ArrayData>> children) {
  if (too_many_) return CorruptData("a batch of rows holds more than {} elements", std::numeric_limits<int32_t>::max());
  LP_TRY(Reserve(0));
  int64_t nulls = there_.false_count();
  std::shared_ptr<arrow::Buffer> there;
  std::shared_ptr<arrow::Buffer> ends;
  LP_TRY(FromArrow(there_.Finish(&there)));
  LP_TRY(FromArrow(offsets_.Finish(&ends)));
  std::vector<std::shared_ptr<arrow::Buffer>> buffers = {nulls > 0 ? there : nullptr};
  if (offsets) buffers.push_back(ends);
  auto data = arrow::ArrayData::Make(type, length_, std::move(buffers), std::move(children), nulls);
  length_ = 0;
  return arrow::MakeArray(data);
}

Result<ArrayPtr> NestedParts::FinishStruct(const std::shared_ptr<arrow::DataType>& type,
                                           const std::vector<ColumnDecoderPtr>& members) {
  std::vector<std::shared_ptr<arrow::ArrayData>> children;
  for (const auto& member : members) {
    LP_ASSIGN(auto array, member->Finish());
    children.push_back(array->data());
  }
  return Finish(type, /*offsets=*/false, std::move(children));
}

}  // namespace lakeport::formats
