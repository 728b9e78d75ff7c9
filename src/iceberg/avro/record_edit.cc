#include "iceberg/avro/record_edit.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "iceberg/avro/container.h"
#include "iceberg/avro/container_reader.h"
#include "iceberg/avro/container_writer.h"

namespace lakeport::iceberg::avro {
namespace {

bool IsOneOf(Kind kind, std::initializer_list<Kind> kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// The branch of a union that is one of `kinds`; its number of branches when there is none.
size_t FindBranch(const Schema& schema, std::initializer_list<Kind> kinds) {
  auto found = std::find_if(schema.children.begin(), schema.children.end(),
                            [&](const SchemaPtr& branch) { return IsOneOf(branch->kind, kinds); });
  return static_cast<size_t>(found - schema.children.begin());
}

}  // namespace

Status RecordEdit::Read(Decoder& decoder, std::string_view block) {
  block_ = block;
  values_.clear();
  sized_.clear();
  splices_.clear();
  begin_ = decoder.position();
  Walk(decoder, record_);
  end_ = decoder.position();
  return decoder.status();
}

void RecordEdit::Walk(Decoder& decoder, const Schema& schema) {
  switch (schema.kind) {
    case Kind::kRecord:
      for (const Field& field : schema.fields) WalkField(decoder, field);
      return;
    case Kind::kArray:
    case Kind::kMap: WalkItems(decoder, schema); return;
    case Kind::kUnion: Walk(decoder, *schema.children[decoder.Branch(schema)]); return;
    default: decoder.Skip(schema);
  }
}

void RecordEdit::WalkField(Decoder& decoder, const Field& field) {
  if (!field.id || !ids_.contains(*field.id)) return Walk(decoder, *field.type);
  Value value{.id = *field.id, .type = field.type.get(), .field = field.type.get(), .begin = decoder.position()};
  if (field.type->kind == Kind::kUnion) value.type = field.type->children[decoder.Branch(*field.type)].get();
  value.content = decoder.position();
  decoder.Skip(*value.type);
  value.end = decoder.position();
  if (decoder.ok()) values_.push_back(value);
}

// As Decoder::Items, with an eye on where blocks begin and end.
void RecordEdit::WalkItems(Decoder& decoder, const Schema& schema) {
  while (decoder.ok()) {
    SizedBlock block{.header = decoder.position()};
    block.count = decoder.Long();
    if (block.count == 0) return;
    bool sized = block.count < 0;
    if (block.count == std::numeric_limits<int64_t>::min()) return decoder.Fail("a block of too many items");
    if (sized) {
      block.count = -block.count;
      decoder.Long();
    }
    block.begin = decoder.position();
    for (int64_t i = 0; i < block.count && decoder.Charge(); ++i) {
      if (schema.kind == Kind::kMap) decoder.Bytes();
      Walk(decoder, *schema.children[0]);
    }
    block.end = decoder.position();
    if (sized && decoder.ok()) sized_.push_back(block);
  }
}

const RecordEdit::Value* RecordEdit::Find(int32_t id) const {
  auto found = std::find_if(values_.begin(), values_.end(), [id](const Value& value) { return value.id == id; });
  return found == values_.end() ? nullptr : &*found;
}

std::string_view RecordEdit::Bytes(const Value& value) const {
  if (!IsOneOf(value.type->kind, {Kind::kString, Kind::kBytes})) return {};
  Decoder decoder(block_.substr(value.content, value.end - value.content));
  return decoder.Bytes();
}

Result<int64_t> RecordEdit::Long(const Value& value) const {
  if (!IsOneOf(value.type->kind, {Kind::kInt, Kind::kLong})) {
    return CorruptData("field {} is of the Avro type {}, and should be a number", value.id, ToString(value.type->kind));
  }
  Decoder decoder(block_.substr(value.content, value.end - value.content));
  return decoder.Long();
}

Status RecordEdit::Set(const Value& value, std::initializer_list<Kind> kinds,
                       const std::function<void(Encoder&)>& encode) {
  Encoder encoder;
  if (value.field->kind == Kind::kUnion) {
    size_t branch = FindBranch(*value.field, kinds);
    if (branch == value.field->children.size()) {
      return CorruptData("field {} can't hold what is to stand in it", value.id);
    }
    encoder.Branch(static_cast<int32_t>(branch));
  } else if (!IsOneOf(value.field->kind, kinds)) {
    return CorruptData("field {} is of the Avro type {}, which can't hold what is to stand in it", value.id,
                       ToString(value.field->kind));
  }
  encode(encoder);
  splices_[value.begin] = {value.end, encoder.bytes()};
  for (const SizedBlock& block : sized_) {
    if (block.begin > value.begin || value.end > block.end) continue;
    Encoder count;
    count.Long(block.count);
    splices_[block.header] = {block.begin, count.bytes()};
  }
  return Ok();
}

Status RecordEdit::SetBytes(const Value& value, std::string_view bytes) {
  return Set(value, {Kind::kString, Kind::kBytes}, [&](Encoder& encoder) { encoder.Bytes(bytes); });
}

Status RecordEdit::SetLong(const Value& value, int64_t number) {
  return Set(value, {Kind::kLong, Kind::kInt}, [&](Encoder& encoder) { encoder.Long(number); });
}

Status RecordEdit::SetNull(const Value& value) {
  return Set(value, {Kind::kNull}, [](Encoder&) {});
}

void RecordEdit::AppendTo(Encoder& encoder) const {
  size_t at = begin_;
  for (const auto& [begin, splice] : splices_) {
    encoder.Fixed(block_.substr(at, begin - at));
    encoder.Fixed(splice.bytes);
    at = splice.end;
  }
  encoder.Fixed(block_.substr(at, end_ - at));
}

Result<int64_t> EditContainer(std::unique_ptr<storage::InputFile> from, std::unique_ptr<storage::OutputFile> to,
                              const std::set<int32_t>& ids, const std::function<Status(RecordEdit&)>& edit) {
  LP_ASSIGN(auto reader, ContainerReader::Start(std::move(from)));
  ContainerOptions options{.schema = reader.FindMetadata(std::string(kSchemaKey)).value_or("")};
  LP_ASSIGN(options.codec, ParseCodec(reader.FindMetadata(std::string(kCodecKey)).value_or("null")));
  for (const auto& [key, value] : reader.metadata()) {
    if (key != kSchemaKey && key != kCodecKey) options.metadata.emplace_back(key, value);
  }
  LP_ASSIGN(auto writer, ContainerWriter::Start(std::move(to), options));
  RecordEdit record(*reader.schema(), ids);
  for (;;) {
    LP_ASSIGN(auto block, reader.NextBlock());
    if (!block) break;
    Decoder decoder(block->bytes);
    for (int64_t i = 0; i < block->records && decoder.Charge(); ++i) {
      LP_TRY(record.Read(decoder, block->bytes));
      LP_TRY(edit(record));
      record.AppendTo(writer.encoder());
      LP_TRY(writer.EndRecord());
    }
    if (decoder.ok() && !decoder.at_end()) decoder.Fail("more bytes than its records take");
    LP_TRY(decoder.status());
  }
  LP_TRY(writer.Close());
  return writer.size();
}

}  // namespace lakeport::iceberg::avro
