#include "iceberg/partition_value_avro.h"

#include "iceberg/decimal.h"

namespace lakeport::iceberg {
namespace {

using avro::Decoder;
using avro::Kind;

Value ReadBoolean(Decoder& decoder) { return decoder.Boolean(); }
Value ReadInt(Decoder& decoder) { return decoder.Int(); }
Value ReadLong(Decoder& decoder) { return decoder.Long(); }
Value ReadFloat(Decoder& decoder) { return decoder.Float(); }
Value ReadDouble(Decoder& decoder) { return decoder.Double(); }
Value ReadFloatAsDouble(Decoder& decoder) { return static_cast<double>(decoder.Float()); }
Value ReadBytes(Decoder& decoder) { return std::string(decoder.Bytes()); }

struct Conversion {
  TypeId to;
  Kind from;
  Value (*read)(Decoder&);
};

constexpr Conversion kConversions[] = {
    {TypeId::kBoolean, Kind::kBoolean, ReadBoolean},
    {TypeId::kInt, Kind::kInt, ReadInt},
    {TypeId::kInt, Kind::kLong, ReadInt},
    {TypeId::kDate, Kind::kInt, ReadInt},
    {TypeId::kLong, Kind::kLong, ReadLong},
    {TypeId::kLong, Kind::kInt, ReadLong},
    {TypeId::kTime, Kind::kLong, ReadLong},
    {TypeId::kTimestamp, Kind::kLong, ReadLong},
    {TypeId::kTimestampTz, Kind::kLong, ReadLong},
    {TypeId::kTimestampNs, Kind::kLong, ReadLong},
    {TypeId::kTimestampTzNs, Kind::kLong, ReadLong},
    {TypeId::kFloat, Kind::kFloat, ReadFloat},
    {TypeId::kDouble, Kind::kDouble, ReadDouble},
    {TypeId::kDouble, Kind::kFloat, ReadFloatAsDouble},
    {TypeId::kString, Kind::kString, ReadBytes},
    {TypeId::kString, Kind::kBytes, ReadBytes},
    {TypeId::kBinary, Kind::kBytes, ReadBytes},
    {TypeId::kBinary, Kind::kString, ReadBytes},
};

ReadValue FixedReader(int32_t size) {
  return [size](Decoder& decoder) -> Value { return std::string(decoder.Fixed(size)); };
}

ReadValue DecimalReader(const avro::Schema& from) {
  return [fixed = from.kind == Kind::kFixed, size = from.size](Decoder& decoder) -> Value {
    auto decimal = DecodeDecimal(fixed ? decoder.Fixed(size) : decoder.Bytes());
    if (decimal.ok()) return *decimal;
    decoder.Fail(decimal.error().message());
    return {};
  };
}

std::optional<ReadValue> FindReader(const Type& to, const avro::Schema& from) {
  for (const Conversion& row : kConversions) {
    if (row.to == to.id() && row.from == from.kind) return row.read;
  }
  bool fixed = from.kind == Kind::kFixed;
  bool bytes = fixed || from.kind == Kind::kBytes;
  if (to.id() == TypeId::kDecimal && bytes && from.logical_type == "decimal" && from.scale == to.scale()) {
    return DecimalReader(from);
  }
  if (to.id() == TypeId::kUuid && fixed && from.size == 16) return FixedReader(16);
  if (to.id() == TypeId::kFixed && fixed && from.size == to.length()) return FixedReader(from.size);
  if (to.id() == TypeId::kBinary && fixed) return FixedReader(from.size);
  return std::nullopt;
}

// What a value is by the Avro type alone.
std::optional<ReadValue> FindReader(const avro::Schema& from) {
  switch (from.kind) {
    case Kind::kBoolean: return ReadBoolean;
    case Kind::kInt: return ReadInt;
    case Kind::kLong: return ReadLong;
    case Kind::kFloat: return ReadFloat;
    case Kind::kDouble: return ReadDouble;
    case Kind::kBytes:
    case Kind::kString: return from.logical_type == "decimal" ? DecimalReader(from) : ReadBytes;
    case Kind::kFixed: return from.logical_type == "decimal" ? DecimalReader(from) : FixedReader(from.size);
    default: return std::nullopt;
  }
}

}  // namespace

Result<ReadValue> BindPartitionValue(const Type* to, const avro::Schema& from) {
  auto read = to != nullptr ? FindReader(*to, from) : FindReader(from);
  if (read) return *std::move(read);
  return CorruptData("a partition value of type {} cannot be read from the Avro type {} {}",
                     to != nullptr ? to->ToString() : "unknown", avro::ToString(from.kind), from.logical_type);
}

}  // namespace lakeport::iceberg
