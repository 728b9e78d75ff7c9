#include "formats/serde/json_nested.h"

#include <utility>

#include "formats/rows/arrow_type.h"
#include "formats/serde/map_builder.h"
#include "hivetype/name.h"

namespace lakeport::formats {
namespace {

using hive::HiveKind;
using hive::HiveType;
using ArrowTypePtr = std::shared_ptr<arrow::DataType>;

class JsonList final : public ColumnDecoder {
 public:
  JsonList(ArrowTypePtr type, const JsonRules& rules, ColumnDecoderPtr element)
      : type_(std::move(type)), rules_(rules), element_(std::move(element)) {}

  Status Append(Fields fields) override {
    LP_TRY(parts_.Reserve(fields.size()));
    elements_.clear();
    for (const Field& field : fields) {
      bool there = !field.is_null() && !IsEmptyText(field);
      if (there && !TakeElements(field.text())) return BadValue(field.text(), "array");
      parts_.Append(there, count_ + static_cast<int64_t>(elements_.size()));
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
  // An empty text is no array to OpenX's SerDe, and a scalar is one of itself.
  bool is_openx() const { return rules_.dialect == JsonDialect::kOpenx; }
  bool IsEmptyText(const Field& field) const { return is_openx() && (field.text() == "\"\"" || field.text() == "''"); }

  bool TakeElements(std::string_view raw) {
    if (KindOf(raw) != JsonKind::kArray) {
      elements_.push_back(JsonField(raw));
      return is_openx();
    }
    return JsonText(raw, rules_.syntax).VisitElements([&](std::string_view element) {
      elements_.push_back(JsonField(element));
    });
  }

  ArrowTypePtr type_;
  const JsonRules& rules_;
  ColumnDecoderPtr element_;
  std::vector<Field> elements_;
  NestedParts parts_;
  int64_t count_ = 0;
};

class JsonStruct final : public ColumnDecoder {
 public:
  JsonStruct(ArrowTypePtr type, const JsonRules& rules, JsonKeys keys, std::vector<ColumnDecoderPtr> members)
      : type_(std::move(type)),
        rules_(rules),
        keys_(std::move(keys)),
        members_(std::move(members)),
        values_(members_.size()) {}

  Status Append(Fields fields) override {
    LP_TRY(parts_.Reserve(fields.size()));
    for (auto& values : values_) values.assign(fields.size(), {});
    for (size_t row = 0; row < fields.size(); ++row) {
      const Field& field = fields[row];
      if (!field.is_null() && !TakeMembers(field.text(), row)) return BadValue(field.text(), "struct");
      parts_.Append(!field.is_null(), 0);
    }
    for (size_t i = 0; i < members_.size(); ++i) LP_TRY(members_[i]->Append(values_[i]));
    return Ok();
  }

  Result<ArrayPtr> Finish() override { return parts_.FinishStruct(type_, members_); }

 private:
  // OpenX's SerDe takes an array for a struct, too: its elements are the members in their order.
  bool TakeMembers(std::string_view raw, size_t row) {
    JsonText text(raw, rules_.syntax);
    if (KindOf(raw) == JsonKind::kArray && rules_.dialect == JsonDialect::kOpenx) {
      size_t place = 0;
      return text.VisitElements([&](std::string_view value) {
        if (place < values_.size()) values_[place++][row] = JsonField(value);
      });
    }
    return text.VisitMembers([&](std::string_view key, std::string_view value) {
      size_t place = keys_.Find(key, &scratch_);
      if (place != JsonKeys::kNone) values_[place][row] = JsonField(value);
    });
  }

  ArrowTypePtr type_;
  const JsonRules& rules_;
  JsonKeys keys_;
  std::vector<ColumnDecoderPtr> members_;
  std::vector<std::vector<Field>> values_;
  std::string scratch_;
  NestedParts parts_;
};

class JsonMap final : public ColumnDecoder {
 public:
  JsonMap(ArrowTypePtr type, const JsonRules& rules, std::vector<ColumnDecoderPtr> parts)
      : builder_(std::move(type), DuplicateKeys::kLastCounts, std::move(parts[0]), std::move(parts[1]),
                 std::move(parts[2])),
        rules_(rules) {}

  Status Append(Fields fields) override {
    LP_TRY(builder_.Start(fields.size()));
    for (const Field& field : fields) {
      if (!field.is_null() && !TakeEntries(field.text())) return BadValue(field.text(), "map");
      builder_.EndMap(!field.is_null());
    }
    return builder_.Append();
  }

  Result<ArrayPtr> Finish() override { return builder_.Finish(); }

 private:
  bool TakeEntries(std::string_view raw) {
    return JsonText(raw, rules_.syntax).VisitMembers([&](std::string_view key, std::string_view value) {
      builder_.AddEntry(Field::Of(key), JsonField(value));
    });
  }

  MapBuilder builder_;
  const JsonRules& rules_;
};

// A map's keys are texts that are to be values: numbers in quotes.
const JsonRules& KeyRules() {
  static const JsonRules rules{.dialect = JsonDialect::kHive};
  return rules;
}

std::vector<std::string> LowerNames(const HiveType& type) {
  std::vector<std::string> names;
  for (const auto& part : type.parts) names.push_back(hive::LowerName(part.name));
  return names;
}

}  // namespace

Result<ColumnDecoderPtr> MakeJsonNested(const HiveType& type, const JsonRules& rules) {
  LP_ASSIGN(auto iceberg_type, ToIcebergType(type));
  auto arrow_type = ArrowType(*iceberg_type);
  bool map = type.kind == HiveKind::kMap;
  std::vector<ColumnDecoderPtr> parts;
  for (const auto& part : type.parts) {
    bool key = map && parts.empty();
    LP_ASSIGN(auto column, MakeJsonColumn(part, key ? KeyRules() : rules));
    parts.push_back(std::move(column));
  }
  if (type.kind == HiveKind::kArray)
    return ColumnDecoderPtr(std::make_unique<JsonList>(arrow_type, rules, std::move(parts[0])));
  if (!map) {
    JsonKeys keys(LowerNames(type), rules);
    return ColumnDecoderPtr(std::make_unique<JsonStruct>(arrow_type, rules, std::move(keys), std::move(parts)));
  }
  LP_ASSIGN(auto probe, MakeJsonColumn(type.parts[0], KeyRules()));
  parts.insert(parts.begin(), std::move(probe));
  return ColumnDecoderPtr(std::make_unique<JsonMap>(arrow_type, rules, std::move(parts)));
}

}  // namespace lakeport::formats
