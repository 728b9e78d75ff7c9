#include "formats/parquet/leaf.h"

#include <array>
#include <cmath>
#include <cstring>
#include <utility>

#include "base/utf8.h"

namespace lakeport::formats {
namespace {

using iceberg::Type;
using iceberg::TypeId;
using iceberg::Value;

bool IsByteArray(ParquetType type) { return type == ParquetType::kByteArray || type == ParquetType::kFixed; }

// True when minimum and maximum compared as signed bytes are right for the column: parquet-mr's rule for the old
// fields, which takes no decimal for signed because some writers compared theirs as text.
bool IsSignedOrder(const ParquetElement& element) {
  switch (element.annotation.meaning) {
    case ParquetMeaning::kNone: return !IsByteArray(*element.type) && *element.type != ParquetType::kInt96;
    case ParquetMeaning::kInteger: return element.annotation.is_signed;
    case ParquetMeaning::kDate:
    case ParquetMeaning::kTime:
    case ParquetMeaning::kTimestamp: return true;
    default: return false;
  }
}

struct RawBounds {
  std::string_view min;
  std::string_view max;
};

// The minimum and the maximum that hold for the column's order; parquet-mr's rules.
std::optional<RawBounds> FindBounds(const ParquetStatistics& statistics, const ParquetElement& element, bool type_order,
                                    bool corrupt_byte_arrays) {
  if (statistics.min && statistics.max) {
    if (type_order || *statistics.min == *statistics.max) return RawBounds{*statistics.min, *statistics.max};
    return std::nullopt;
  }
  if (!statistics.old_min || !statistics.old_max) return std::nullopt;
  if (IsByteArray(*element.type) && corrupt_byte_arrays) return std::nullopt;
  if (!IsSignedOrder(element) && *statistics.old_min != *statistics.old_max) return std::nullopt;
  return RawBounds{*statistics.old_min, *statistics.old_max};
}

// Not known when it is nonsense: some writers leave -1.
std::optional<int64_t> FindNullCount(const ParquetChunk& chunk) {
  const auto& nulls = chunk.statistics.null_count;
  return nulls && *nulls >= 0 && *nulls <= chunk.value_count ? nulls : std::nullopt;
}

template <typename T>
std::optional<T> ReadPlain(std::string_view bytes) {
  if (bytes.size() != sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data(), sizeof(T));
  return value;
}

std::optional<Value> ReadBigEndian(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  bool negative = (static_cast<unsigned char>(bytes[0]) & 0x80) != 0;
  while (bytes.size() > sizeof(iceberg::Int128)) {
    if (static_cast<unsigned char>(bytes[0]) != (negative ? 0xff : 0)) return std::nullopt;
    bytes.remove_prefix(1);
  }
  if (((static_cast<unsigned char>(bytes[0]) & 0x80) != 0) != negative) return std::nullopt;
  iceberg::Int128 unscaled = negative ? -1 : 0;
  for (char c : bytes) unscaled = unscaled * 256 + static_cast<unsigned char>(c);
  return iceberg::Decimal{unscaled};
}

// Iceberg counts microseconds, but for its nanosecond types.
std::optional<Value> ScaleTime(int64_t value, ParquetUnit unit) {
  if (unit != ParquetUnit::kMillis) return value;
  int64_t micros = 0;
  if (__builtin_mul_overflow(value, int64_t{1000}, &micros)) return std::nullopt;
  return micros;
}

std::optional<int64_t> ReadInteger(const ParquetElement& element, std::string_view bytes) {
  if (element.type == ParquetType::kInt32) return ReadPlain<int32_t>(bytes);
  if (element.type == ParquetType::kInt64) return ReadPlain<int64_t>(bytes);
  return std::nullopt;
}

template <typename Float>
std::optional<Value> ReadFloat(std::string_view bytes) {
  auto value = ReadPlain<Float>(bytes);
  if (!value || std::isnan(*value)) return std::nullopt;
  return *value;
}

std::optional<Value> ReadText(std::string_view bytes) {
  if (!IsUtf8(bytes)) return std::nullopt;
  return std::string(bytes);
}

// A statistic's bytes (PLAIN encoding, without a length before byte arrays) as a value of the leaf's type.
std::optional<Value> DecodeBound(const ParquetElement& element, const Type& type, std::string_view bytes) {
  switch (type.id()) {
    case TypeId::kBoolean:
      if (bytes.size() != 1) return std::nullopt;
      return bytes[0] != 0;
    case TypeId::kInt:
    case TypeId::kDate:
      if (auto value = ReadPlain<int32_t>(bytes)) return *value;
      return std::nullopt;
    case TypeId::kLong:
      if (auto value = ReadPlain<int64_t>(bytes)) return *value;
      return std::nullopt;
    case TypeId::kFloat: return ReadFloat<float>(bytes);
    case TypeId::kDouble: return ReadFloat<double>(bytes);
    case TypeId::kTime:
    case TypeId::kTimestamp:
    case TypeId::kTimestampTz:
    case TypeId::kTimestampNs:
    case TypeId::kTimestampTzNs:
      if (auto value = ReadInteger(element, bytes)) return ScaleTime(*value, element.annotation.unit);
      return std::nullopt;
    case TypeId::kDecimal:
      if (IsByteArray(*element.type)) return ReadBigEndian(bytes);
      if (auto value = ReadInteger(element, bytes)) return iceberg::Decimal{*value};
      return std::nullopt;
    case TypeId::kString: return ReadText(bytes);
    case TypeId::kBinary: return std::string(bytes);
    case TypeId::kUuid:
    case TypeId::kFixed:
      if (bytes.size() != static_cast<size_t>(element.type_length)) return std::nullopt;
      return std::string(bytes);
    default: return std::nullopt;
  }
}

// Writers may leave out the sign of a zero, or get it wrong: the bounds then take in both.
void WidenZero(Value* lower, Value* upper) {
  if (auto* f = std::get_if<float>(lower); f != nullptr && *f == 0.0F) *f = -0.0F;
  if (auto* d = std::get_if<double>(lower); d != nullptr && *d == 0.0) *d = -0.0;
  if (auto* f = std::get_if<float>(upper); f != nullptr && *f == 0.0F) *f = 0.0F;
  if (auto* d = std::get_if<double>(upper); d != nullptr && *d == 0.0) *d = 0.0;
}

// "1.8.1" of "parquet-mr version 1.8.1 (build 4aba4da)"; empty when the text is of another form.
std::pair<std::string_view, std::string_view> SplitCreatedBy(std::string_view created_by) {
  constexpr std::string_view kVersion = " version ";
  auto at = created_by.find(kVersion);
  if (at == std::string_view::npos) return {};
  auto version = created_by.substr(at + kVersion.size());
  return {created_by.substr(0, at), version.substr(0, version.find_first_of(" ("))};
}

// Digits up to the next dot; -1 when there are none.
int TakeNumber(std::string_view* text) {
  int number = -1;
  while (!text->empty() && text->front() >= '0' && text->front() <= '9' && number < 100'000) {
    number = std::max(number, 0) * 10 + (text->front() - '0');
    text->remove_prefix(1);
  }
  if (text->starts_with('.')) text->remove_prefix(1);
  return number;
}

}  // namespace

ParquetWriter::ParquetWriter(std::string_view created_by) {
  auto [application, version] = SplitCreatedBy(created_by);
  if (application.empty()) {
    corrupt_byte_array_statistics = true;
    return;
  }
  if (application != "parquet-mr") return;
  int major = TakeNumber(&version);
  int minor = TakeNumber(&version);
  corrupt_byte_array_statistics = major < 1 || (major == 1 && minor < 8);
}

LeafAccumulator::LeafAccumulator(const ParquetElement& element, bool type_order, const ParquetWriter& writer)
    : element_(element),
      type_(ParquetLeafType(element)),
      type_order_(type_order),
      corrupt_byte_array_statistics_(writer.corrupt_byte_array_statistics),
      bounded_(type_ != nullptr && element.type != ParquetType::kInt96) {}

Status LeafAccumulator::Add(const ParquetChunk& chunk) {
  if (chunk.value_count < 0 || chunk.compressed_size < 0) {
    return CorruptData("the Parquet metadata claims {} values in {} bytes for a chunk of column \"{}\"",
                       chunk.value_count, chunk.compressed_size, Printable(element_.name));
  }
  int64_t size = 0;
  if (__builtin_add_overflow(size_.value_or(0), chunk.compressed_size, &size) ||
      __builtin_add_overflow(value_count_, chunk.value_count, &value_count_)) {
    return CorruptData("the Parquet metadata's counts of column \"{}\" are too large", Printable(element_.name));
  }
  size_ = size;
  auto nulls = FindNullCount(chunk);
  null_count_ = null_count_ && nulls ? std::optional(*null_count_ + *nulls) : std::nullopt;
  if (bounded_ && nulls != chunk.value_count) AddBounds(chunk);
  return Ok();
}

void LeafAccumulator::AddBounds(const ParquetChunk& chunk) {
  auto raw = FindBounds(chunk.statistics, element_, type_order_, corrupt_byte_array_statistics_);
  auto lower = raw ? DecodeBound(element_, *type_, raw->min) : std::nullopt;
  auto upper = raw ? DecodeBound(element_, *type_, raw->max) : std::nullopt;
  if (!lower || !upper) {
    bounded_ = false;
    return;
  }
  WidenZero(&*lower, &*upper);
  if (IsNull(lower_) || iceberg::CompareValues(*type_, *lower, lower_) < 0) lower_ = std::move(*lower);
  if (IsNull(upper_) || iceberg::CompareValues(*type_, *upper, upper_) > 0) upper_ = std::move(*upper);
}

void LeafAccumulator::Finish(FileColumn* column) {
  column->type = type_;
  column->physical = DescribeParquetLeaf(element_);
  column->size = size_;
  column->value_count = value_count_;
  column->null_count = null_count_;
  if (!bounded_) return;
  column->lower = std::move(lower_);
  column->upper = std::move(upper_);
}

}  // namespace lakeport::formats
