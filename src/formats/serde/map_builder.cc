#include "formats/serde/map_builder.h"

#include <unordered_map>

#include <arrow/array/array_binary.h>
#include <arrow/array/array_primitive.h>
#include <arrow/type_traits.h>

namespace lakeport::formats {
namespace {

// A key's value as bytes, to tell whether two are the same.
std::string_view KeyBytes(const arrow::Array& keys, int64_t i) {
  if (arrow::is_base_binary_like(keys.type_id())) return static_cast<const arrow::BinaryArray&>(keys).GetView(i);
  if (keys.type_id() == arrow::Type::BOOL) return static_cast<const arrow::BooleanArray&>(keys).Value(i) ? "1" : "0";
  auto width = static_cast<size_t>(keys.type()->byte_width());
  const auto* bytes = keys.data()->GetValues<char>(1, 0);
  return {bytes + (static_cast<size_t>(keys.offset() + i)) * width, width};
}

}  // namespace

MapBuilder::MapBuilder(std::shared_ptr<arrow::DataType> type, DuplicateKeys duplicates, ColumnDecoderPtr probe,
                       ColumnDecoderPtr key, ColumnDecoderPtr value)
    : type_(std::move(type)),
      duplicates_(duplicates),
      probe_(std::move(probe)),
      key_(std::move(key)),
      value_(std::move(value)) {}

Status MapBuilder::Start(size_t maps) {
  entries_.clear();
  maps_.clear();
  return parts_.Reserve(maps);
}

void MapBuilder::EndMap(bool there) { maps_.push_back({there, entries_.size()}); }

void MapBuilder::Select(const arrow::Array& keys, size_t begin, size_t end) {
  std::unordered_map<std::string_view, size_t> seen;
  for (size_t i = begin; i < end; ++i) {
    auto place = static_cast<int64_t>(i);
    if (keys.IsNull(place)) continue;
    auto [found, is_new] = seen.emplace(KeyBytes(keys, place), keys_.size());
    if (is_new) {
      keys_.push_back(entries_[i].first);
      values_.push_back(entries_[i].second);
    } else if (duplicates_ == DuplicateKeys::kLastCounts) {
      values_[found->second] = entries_[i].second;
    }
  }
}

Status MapBuilder::Append() {
  keys_.clear();
  for (const auto& entry : entries_) keys_.push_back(entry.first);
  LP_TRY(probe_->Append(keys_));
  LP_ASSIGN(auto decoded, probe_->Finish());
  keys_.clear();
  values_.clear();
  size_t begin = 0;
  for (const Map& map : maps_) {
    Select(*decoded, begin, map.end);
    begin = map.end;
    parts_.Append(map.there, count_ + static_cast<int64_t>(keys_.size()));
  }
  count_ += static_cast<int64_t>(keys_.size());
  LP_TRY(key_->Append(keys_));
  return value_->Append(values_);
}

Result<ArrayPtr> MapBuilder::Finish() {
  count_ = 0;
  LP_ASSIGN(auto keys, key_->Finish());
  LP_ASSIGN(auto values, value_->Finish());
  const auto& entry_type = static_cast<const arrow::MapType&>(*type_).value_type();
  auto entries = arrow::ArrayData::Make(entry_type, keys->length(), {nullptr}, {keys->data(), values->data()}, 0);
  return parts_.Finish(type_, /*offsets=*/true, {std::move(entries)});
}

}  // namespace lakeport::formats
