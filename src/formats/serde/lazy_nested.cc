#include "formats/serde/lazy_nested.h"

#include <utility>

#include "formats/rows/arrow_type.h"
#include "formats/serde/map_builder.h"
#include "formats/serde/split.h"

namespace lakeport::formats {
namespace {

using hive::HiveKind;
using hive::HiveType;
using ArrowTypePtr = std::shared_ptr<arrow::DataType>;

class LazyList final : public ColumnDecoder {
 public:
  LazyList(ArrowTypePtr type, const LazyRules& rules, char separator, ColumnDecoderPtr element)
      : type_(std::move(type)), rules_(rules), separator_(separator), element_(std::move(element)) {}

  Status Append(Fields fields) override {
    LP_TRY(parts_.Reserve(fields.size()));
    elements_.clear();
    for (const Field& field : fields) {
      if (field.size > 0) {
        SplitText(field.text(), separator_, rules_.escape,
                  [&](std::string_view text) { elements_.push_back(rules_.FieldOf(text)); });
      }
      parts_.Append(!field.is_null(), count_ + static_cast<int64_t>(elements_.size()));
    }
    count_ += static_cast<int64_t>(elements_.size());
    return element_->Append(elements_);
  }

  Result<ArrayPtr> Finish() override {
    count_ = 0;
    LP_ASSIGN(auto elements, element_->Finish());
    return parts_.Finish(type_, /*offsets=*/true, {elements->data()});
  }

 private:
  ArrowTypePtr type_;
  const LazyRules& rules_;
  char separator_;
  ColumnDecoderPtr element_;
  std::vector<Field> elements_;
  NestedParts parts_;
  int64_t count_ = 0;
};

class LazyStruct final : public ColumnDecoder {
 public:
  LazyStruct(ArrowTypePtr type, const LazyRules& rules, char separator, std::vector<ColumnDecoderPtr> members)
      : type_(std::move(type)),
        rules_(rules),
        separator_(separator),
        members_(std::move(members)),
        texts_(members_.size()) {}

  Status Append(Fields fields) override {
    LP_TRY(parts_.Reserve(fields.size()));
    for (auto& texts : texts_) texts.clear();
    for (const Field& field : fields) {
      if (!field.is_null()) TakeApart(field.text());
      parts_.Append(!field.is_null(), 0);
      ++rows_;
      for (auto& texts : texts_) texts.resize(rows_);
    }
    rows_ = 0;
    for (size_t i = 0; i < members_.size(); ++i) LP_TRY(members_[i]->Append(texts_[i]));
    return Ok();
  }

  Result<ArrayPtr> Finish() override { return parts_.FinishStruct(type_, members_); }

 private:
  // The texts of members that are not there are left out; what follows the last member is dropped.
  void TakeApart(std::string_view text) {
    size_t member = 0;
    bool rest = rules_.last_column_takes_rest;
    SplitTextTo(text, separator_, rules_.escape, rest ? members_.size() : 0, [&](std::string_view part) {
      texts_[member++].push_back(rules_.FieldOf(part));
      return member < members_.size();
    });
  }

  ArrowTypePtr type_;
  const LazyRules& rules_;
  char separator_;
  std::vector<ColumnDecoderPtr> members_;
  std::vector<std::vector<Field>> texts_;
  size_t rows_ = 0;
  NestedParts parts_;
};

// An entry without the separator of key and value is a key whose value is null. Entries without a key are dropped.
class LazyMap final : public ColumnDecoder {
 public:
  LazyMap(ArrowTypePtr type, const LazyRules& rules, size_t level, std::vector<ColumnDecoderPtr> parts)
      : builder_(std::move(type), DuplicateKeys::kFirstCounts, std::move(parts[0]), std::move(parts[1]),
                 std::move(parts[2])),
        rules_(rules),
        separator_(rules.separators[level]),
        key_separator_(rules.separators[level + 1]) {}

  Status Append(Fields fields) override {
    LP_TRY(builder_.Start(fields.size()));
    for (const Field& field : fields) {
      if (field.size > 0) {
        SplitText(field.text(), separator_, rules_.escape, [&](std::string_view entry) { AddEntry(entry); });
      }
      builder_.EndMap(!field.is_null());
    }
    return builder_.Append();
  }

  Result<ArrayPtr> Finish() override { return builder_.Finish(); }

 private:
  void AddEntry(std::string_view entry) {
    size_t key_size = FindSeparator(entry, key_separator_, rules_.escape);
    Field value;
    if (key_size < entry.size()) value = rules_.FieldOf(entry.substr(key_size + 1));
    builder_.AddEntry(rules_.FieldOf(entry.substr(0, key_size)), value);
  }

  MapBuilder builder_;
  const LazyRules& rules_;
  char separator_;
  char key_separator_;
};

}  // namespace

Result<ColumnDecoderPtr> MakeLazyNested(const HiveType& type, const LazyRules& rules, size_t level) {
  bool map = type.kind == HiveKind::kMap;
  if (level + (map ? 1 : 0) >= rules.separators.size()) {
    return Unsupported("{} is nested deeper than the {} separators that Hive has for it", ToString(type),
                       rules.separators.size());
  }
  LP_ASSIGN(auto iceberg_type, ToIcebergType(type));
  auto arrow_type = ArrowType(*iceberg_type);
  std::vector<ColumnDecoderPtr> parts;
  for (const auto& part : type.parts) {
    LP_ASSIGN(auto column, MakeLazyColumn(part, rules, level + (map ? 2 : 1)));
    parts.push_back(std::move(column));
  }
  char separator = rules.separators[level];
  if (type.kind == HiveKind::kArray)
    return ColumnDecoderPtr(std::make_unique<LazyList>(arrow_type, rules, separator, std::move(parts[0])));
  if (!map) return ColumnDecoderPtr(std::make_unique<LazyStruct>(arrow_type, rules, separator, std::move(parts)));
  LP_ASSIGN(auto probe, MakeLazyColumn(type.parts[0], rules, level + 2));
  parts.insert(parts.begin(), std::move(probe));
  return ColumnDecoderPtr(std::make_unique<LazyMap>(arrow_type, rules, level, std::move(parts)));
}

}  // namespace lakeport::formats
