#include "formats/serde/avro_column.h"

#include <algorithm>
#include <utility>

#include "formats/rows/arrow_type.h"
#include "formats/serde/avro_default.h"
#include "formats/serde/avro_primitive.h"
#include "formats/serde/avro_table_schema.h"
#include "iceberg/type.h"

namespace lakeport::formats {
namespace {

using iceberg::avro::Decoder;
using AvroField = iceberg::avro::Field;
using iceberg::avro::Kind;
using iceberg::avro::Schema;

constexpr size_t kNobody = static_cast<size_t>(-1);

arrow::FieldVector Fields(const std::vector<std::pair<std::string, ArrayPtr>>& children) {
  arrow::FieldVector fields;
  for (const auto& [name, array] : children) fields.push_back(arrow::field(name, array->type()));
  return fields;
}

// An array's or a map's items.
class AvroItems final : public AvroDecoder {
 public:
  AvroItems(bool map, AvroDecoderPtr key, AvroDecoderPtr item)
      : map_(map), key_(std::move(key)), item_(std::move(item)) {}

  void Read(Decoder& decoder) override {
    decoder.Items([&] {
      if (map_) key_->Read(decoder);
      item_->Read(decoder);
      ++count_;
    });
    End(true);
  }
  void AppendNull() override { End(false); }

  Result<ArrayPtr> Finish() override {
    LP_TRY(failed_);
    count_ = 0;
    LP_ASSIGN(auto items, item_->Finish());
    if (!map_) return parts_.Finish(arrow::list(items->type()), true, {items->data()});
    LP_ASSIGN(auto keys, key_->Finish());
    auto type = arrow::map(keys->type(), items->type());
    const auto& entry = static_cast<const arrow::MapType&>(*type).value_type();
    auto entries = arrow::ArrayData::Make(entry, keys->length(), {nullptr}, {keys->data(), items->data()}, 0);
    return parts_.Finish(type, true, {std::move(entries)});
  }

 private:
  void End(bool there) {
    if (auto status = parts_.Reserve(1); !status.ok()) {
      failed_ = status;
      return;
    }
    parts_.Append(there, count_);
  }

  bool map_;
  AvroDecoderPtr key_;
  AvroDecoderPtr item_;
  NestedParts parts_;
  int64_t count_ = 0;
  Status failed_;
};

class AvroStruct final : public AvroDecoder {
 public:
  AvroStruct(const Schema& reader, std::unique_ptr<AvroRecord> record) : reader_(reader), record_(std::move(record)) {}

  void Read(Decoder& decoder) override {
    record_->Read(decoder);
    End(true);
  }
  void AppendNull() override {
    record_->AppendNull();
    End(false);
  }

  Result<ArrayPtr> Finish() override {
    LP_TRY(failed_);
    std::vector<std::pair<std::string, ArrayPtr>> children;
    std::vector<std::shared_ptr<arrow::ArrayData>> data;
    for (size_t i = 0; i < record_->members().size(); ++i) {
      LP_ASSIGN(auto array, record_->members()[i]->Finish());
      data.push_back(array->data());
      children.emplace_back(reader_.fields[i].name, std::move(array));
    }
    return parts_.Finish(arrow::struct_(Fields(children)), false, std::move(data));
  }

 private:
  void End(bool there) {
    if (auto status = parts_.Reserve(1); !status.ok()) {
      failed_ = status;
      return;
    }
    parts_.Append(there, 0);
  }

  const Schema& reader_;
  std::unique_ptr<AvroRecord> record_;
  NestedParts parts_;
  Status failed_;
};

// A writer's union: each branch is read on its own into the one column.
class AvroUnion final : public AvroDecoder {
 public:
  AvroUnion(const Schema& writer, bool nullable, AvroDecoderPtr value, size_t branch)
      : writer_(writer), nullable_(nullable), value_(std::move(value)), branch_(branch) {}

  void Read(Decoder& decoder) override {
    size_t branch = decoder.Branch(writer_);
    if (branch == branch_) return value_->Read(decoder);
    if (writer_.children[branch]->kind != Kind::kNull) decoder.Fail("a value of a type that the table has not");
    if (!nullable_) decoder.Fail("null where the table has none");
    value_->AppendNull();
  }
  void AppendNull() override { value_->AppendNull(); }
  Result<ArrayPtr> Finish() override { return value_->Finish(); }

 private:
  const Schema& writer_;
  bool nullable_;
  AvroDecoderPtr value_;
  size_t branch_;
};

// A column that is always null, of a writer's null.
class AvroNull final : public AvroDecoder {
 public:
  AvroNull(bool nullable, AvroDecoderPtr value) : nullable_(nullable), value_(std::move(value)) {}
  void Read(Decoder& decoder) override {
    if (!nullable_) decoder.Fail("null where the table has none");
    value_->AppendNull();
  }
  void AppendNull() override { value_->AppendNull(); }
  Result<ArrayPtr> Finish() override { return value_->Finish(); }

 private:
  bool nullable_;
  AvroDecoderPtr value_;
};

Error NoMatch(const Schema& writer, const Schema& reader) {
  return CorruptData("the file's Avro {} can't be read as the table's {}", ToString(writer.kind),
                     ToString(reader.kind));
}

Result<AvroDecoderPtr> ResolveValue(const Schema& writer, const Schema& reader);

// Neither is null or a union. Of a union in the file the one branch that is not null counts.
Result<AvroDecoderPtr> ResolveUnion(const Schema& writer, const Schema& reader, bool nullable) {
  Error last = CorruptData("a union without a type");
  for (size_t i = 0; i < writer.children.size(); ++i) {
    if (writer.children[i]->kind == Kind::kNull) continue;
    auto value = ResolveValue(*writer.children[i], reader);
    if (value.ok()) return AvroDecoderPtr(std::make_unique<AvroUnion>(writer, nullable, std::move(value).value(), i));
    last = std::move(value).error();
  }
  if (NotNull(writer) != nullptr || writer.children.size() > 1) return last;
  LP_ASSIGN(auto value, ResolveValue(reader, reader));
  return AvroDecoderPtr(std::make_unique<AvroUnion>(writer, nullable, std::move(value), kNobody));
}

Result<AvroDecoderPtr> ResolveValue(const Schema& writer, const Schema& reader) {
  if (reader.kind == Kind::kRecord && writer.kind == Kind::kRecord) {
    std::vector<int> all(reader.fields.size());
    for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<int>(i);
    LP_ASSIGN(auto record, ResolveAvroRecord(writer, reader, all));
    return AvroDecoderPtr(std::make_unique<AvroStruct>(reader, std::move(record)));
  }
  bool map = reader.kind == Kind::kMap;
  if ((map || reader.kind == Kind::kArray) && writer.kind == reader.kind) {
    LP_ASSIGN(auto item, ResolveAvro(*writer.children.at(0), *reader.children.at(0)));
    return AvroDecoderPtr(std::make_unique<AvroItems>(map, map ? MakeAvroKey() : nullptr, std::move(item)));
  }
  auto primitive = MakeAvroPrimitive(writer, reader);
  if (primitive == nullptr) return NoMatch(writer, reader);
  return primitive;
}

// Java's Avro heeds a field's aliases only in records of one name.
bool IsAlias(const AvroField& written, const AvroField& read) {
  return std::find(read.aliases.begin(), read.aliases.end(), written.name) != read.aliases.end();
}

}  // namespace

Result<AvroDecoderPtr> ResolveAvro(const Schema& writer, const Schema& reader) {
  const Schema* value = NotNull(reader);
  if (value == nullptr) return Unsupported("a union of several types is not read here");
  if (writer.kind == Kind::kUnion) return ResolveUnion(writer, *value, AllowsNull(reader));
  if (writer.kind != Kind::kNull) return ResolveValue(writer, *value);
  LP_ASSIGN(auto nothing, ResolveValue(*value, *value));
  return AvroDecoderPtr(std::make_unique<AvroNull>(AllowsNull(reader), std::move(nothing)));
}

void AvroRecord::Read(Decoder& decoder) {
  if (!decoder.Charge()) return AppendNull();
  for (const Step& step : steps_) {
    if (step.skipped != nullptr) {
      decoder.Skip(*step.skipped);
    } else {
      members_[step.member]->Read(decoder);
    }
  }
  for (const Default& missing : defaults_) {
    Decoder encoded(missing.encoded);
    members_[missing.member]->Read(encoded);
  }
}

void AvroRecord::AppendNull() {
  for (auto& member : members_) member->AppendNull();
}

// Finds the writer's field for one of the reader's, or its default.
Status AvroRecord::ResolveMember(const Schema& writer, const AvroField& field, bool same_name,
                                 std::vector<size_t>* member_of) {
  size_t member = members_.size();
  auto written = std::find_if(writer.fields.begin(), writer.fields.end(),
                              [&](const AvroField& candidate) { return candidate.name == field.name; });
  if (written == writer.fields.end() && same_name) {
    written = std::find_if(writer.fields.begin(), writer.fields.end(),
                           [&](const AvroField& candidate) { return IsAlias(candidate, field); });
  }
  if (written != writer.fields.end()) {
    auto place = static_cast<size_t>(written - writer.fields.begin());
    if ((*member_of)[place] != kNobody)
      return CorruptData("two fields of the table are read from \"{}\"", written->name);
    LP_ASSIGN(auto decoder, ResolveAvro(*written->type, *field.type));
    (*member_of)[place] = member;
    members_.push_back(std::move(decoder));
    return Ok();
  }
  if (!field.default_value) return CorruptData("the file lacks the field, and it has no default");
  iceberg::avro::Encoder encoder;
  LP_TRY(EncodeAvroDefault(*field.type, *field.default_value, &encoder));
  LP_ASSIGN(auto decoder, ResolveAvro(*field.type, *field.type));
  members_.push_back(std::move(decoder));
  defaults_.push_back({member, encoder.bytes()});
  return Ok();
}

Result<std::unique_ptr<AvroRecord>> ResolveAvroRecord(const Schema& writer, const Schema& reader,
                                                      const std::vector<int>& wanted) {
  auto record = std::make_unique<AvroRecord>();
  std::vector<size_t> member_of(writer.fields.size(), kNobody);
  for (int place : wanted) {
    const AvroField& field = reader.fields.at(static_cast<size_t>(place));
    LP_TRY(record->ResolveMember(writer, field, writer.name == reader.name, &member_of),
           "reading the Avro field \"{}\"", field.name);
  }
  for (size_t i = 0; i < writer.fields.size(); ++i) {
    bool read = member_of[i] != kNobody;
    record->steps_.push_back({read ? nullptr : writer.fields[i].type.get(), read ? member_of[i] : 0});
  }
  return record;
}

}  // namespace lakeport::formats
