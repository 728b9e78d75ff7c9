#include "formats/serde/avro_default.h"

#include <algorithm>

namespace lakeport::formats {
namespace {

using iceberg::avro::Encoder;
using iceberg::avro::Kind;
using iceberg::avro::Schema;

Error NoValue(const Schema& type, const Json& value) {
  return CorruptData("the default {} is no Avro {}", FormatJson(value), ToString(type.kind));
}

// "ÿ" is the byte 255.
Result<std::string> BytesOf(const Schema& type, const Json& value) {
  std::string bytes;
  const auto text = value.get<std::string>();
  for (size_t i = 0; i < text.size(); ++i) {
    auto first = static_cast<unsigned char>(text[i]);
    if (first < 0x80) {
      bytes.push_back(text[i]);
      continue;
    }
    if (first > 0xc3 || i + 1 == text.size()) return NoValue(type, value);
    bytes.push_back(static_cast<char>(first << 6 | (static_cast<unsigned char>(text[++i]) & 0x3f)));
  }
  return bytes;
}

Status EncodeNumber(const Schema& type, const Json& value, Encoder* out) {
  if (!value.is_number()) return NoValue(type, value);
  bool whole = type.kind == Kind::kInt || type.kind == Kind::kLong;
  if (whole && !value.is_number_integer()) return NoValue(type, value);
  if (whole) {
    out->Long(value.get<int64_t>());
  } else if (type.kind == Kind::kFloat) {
    out->Float(value.get<float>());
  } else {
    out->Double(value.get<double>());
  }
  return Ok();
}

Status EncodeText(const Schema& type, const Json& value, Encoder* out) {
  if (!value.is_string()) return NoValue(type, value);
  if (type.kind == Kind::kString) {
    out->Bytes(value.get<std::string>());
    return Ok();
  }
  if (type.kind == Kind::kEnum) {
    auto found = std::find(type.symbols.begin(), type.symbols.end(), value.get<std::string>());
    if (found == type.symbols.end()) return NoValue(type, value);
    out->Int(static_cast<int32_t>(found - type.symbols.begin()));
    return Ok();
  }
  LP_ASSIGN(auto bytes, BytesOf(type, value));
  if (type.kind == Kind::kBytes) {
    out->Bytes(bytes);
    return Ok();
  }
  if (bytes.size() != static_cast<size_t>(type.size)) return NoValue(type, value);
  out->Fixed(bytes);
  return Ok();
}

Status EncodeItems(const Schema& type, const Json& value, Encoder* out) {
  bool map = type.kind == Kind::kMap;
  if (map ? !value.is_object() : !value.is_array()) return NoValue(type, value);
  out->Items(value.size());
  for (auto item = value.begin(); item != value.end(); ++item) {
    if (map) out->Bytes(item.key());
    LP_TRY(EncodeAvroDefault(*type.children.at(0), *item, out));
  }
  out->EndItems();
  return Ok();
}

Status EncodeRecord(const Schema& type, const Json& value, Encoder* out) {
  if (!value.is_object()) return NoValue(type, value);
  for (const auto& field : type.fields) {
    auto given = value.find(field.name);
    if (given == value.end() && !field.default_value) return NoValue(type, value);
    LP_TRY(EncodeAvroDefault(*field.type, given == value.end() ? *field.default_value : *given, out));
  }
  return Ok();
}

}  // namespace

Status EncodeAvroDefault(const Schema& type, const Json& value, Encoder* out) {
  switch (type.kind) {
    case Kind::kNull: return value.is_null() ? Ok() : Status(NoValue(type, value));
    case Kind::kBoolean:
      if (!value.is_boolean()) return NoValue(type, value);
      out->Boolean(value.get<bool>());
      return Ok();
    case Kind::kInt:
    case Kind::kLong:
    case Kind::kFloat:
    case Kind::kDouble: return EncodeNumber(type, value, out);
    case Kind::kBytes:
    case Kind::kString:
    case Kind::kFixed:
    case Kind::kEnum: return EncodeText(type, value, out);
    case Kind::kArray:
    case Kind::kMap: return EncodeItems(type, value, out);
    case Kind::kRecord: return EncodeRecord(type, value, out);
    case Kind::kUnion: break;
  }
  // By the specification a union's default is of its first branch; a later one that fits is taken, too.
  for (size_t i = 0; i < type.children.size(); ++i) {
    Encoder attempt;
    attempt.Branch(static_cast<int32_t>(i));
    if (!EncodeAvroDefault(*type.children[i], value, &attempt).ok()) continue;
    out->Fixed(attempt.bytes());
    return Ok();
  }
  return NoValue(type, value);
}

}  // namespace lakeport::formats
