#include "formats/rows/arrow_type.h"

#include <cstring>
#include <string>
#include <utility>

#include <arrow/array/util.h>
#include <arrow/buffer.h>
#include <arrow/scalar.h>
#include <arrow/type.h>
#include <arrow/util/decimal.h>

namespace lakeport::formats {
namespace {

using iceberg::Type;
using iceberg::TypeId;
using iceberg::Value;

arrow::FieldVector ArrowFields(const Type& type) {
  arrow::FieldVector fields;
  for (const auto& field : type.fields()) fields.push_back(ArrowField(field));
  return fields;
}

template <typename T>
int64_t Whole(const Value& value) {
  if (const auto* narrow = std::get_if<int32_t>(&value)) return *narrow;
  return std::get<T>(value);
}

double Floating(const Value& value) {
  if (const auto* narrow = std::get_if<float>(&value)) return static_cast<double>(*narrow);
  return std::get<double>(value);
}

std::shared_ptr<arrow::Scalar> DecimalScalar(const Value& value, std::shared_ptr<arrow::DataType> type) {
  auto decimal = ToArrowDecimal(std::get<iceberg::Decimal>(value).unscaled);
  return std::make_shared<arrow::Decimal128Scalar>(decimal, std::move(type));
}

arrow::Result<std::shared_ptr<arrow::Scalar>> ToScalar(const Type& type, const Value& value) {
  auto arrow_type = ArrowType(type);
  switch (type.id()) {
    case TypeId::kBoolean: return arrow::MakeScalar(std::get<bool>(value));
    case TypeId::kInt: return arrow::MakeScalar(std::get<int32_t>(value));
    case TypeId::kDate: return arrow::MakeScalar(arrow_type, std::get<int32_t>(value));
    case TypeId::kLong:
    case TypeId::kTime:
    case TypeId::kTimestamp:
    case TypeId::kTimestampTz:
    case TypeId::kTimestampNs:
    case TypeId::kTimestampTzNs: return arrow::MakeScalar(arrow_type, Whole<int64_t>(value));
    case TypeId::kFloat: return arrow::MakeScalar(std::get<float>(value));
    case TypeId::kDouble: return arrow::MakeScalar(Floating(value));
    case TypeId::kDecimal: return DecimalScalar(value, arrow_type);
    default: return arrow::MakeScalar(arrow_type, arrow::Buffer::FromString(std::get<std::string>(value)));
  }
}

}  // namespace

arrow::Decimal128 ToArrowDecimal(iceberg::Int128 unscaled) {
  return {static_cast<int64_t>(unscaled >> 64), static_cast<uint64_t>(unscaled)};
}

std::shared_ptr<arrow::DataType> ArrowType(const Type& type) {
  switch (type.id()) {
    case TypeId::kBoolean: return arrow::boolean();
    case TypeId::kInt: return arrow::int32();
    case TypeId::kLong: return arrow::int64();
    case TypeId::kFloat: return arrow::float32();
    case TypeId::kDouble: return arrow::float64();
    case TypeId::kDecimal: return arrow::decimal128(type.precision(), type.scale());
    case TypeId::kDate: return arrow::date32();
    case TypeId::kTime: return arrow::time64(arrow::TimeUnit::MICRO);
    case TypeId::kTimestamp: return arrow::timestamp(arrow::TimeUnit::MICRO);
    case TypeId::kTimestampTz: return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
    case TypeId::kTimestampNs: return arrow::timestamp(arrow::TimeUnit::NANO);
    case TypeId::kTimestampTzNs: return arrow::timestamp(arrow::TimeUnit::NANO, "UTC");
    case TypeId::kString: return arrow::utf8();
    case TypeId::kBinary: return arrow::binary();
    case TypeId::kUuid: return arrow::fixed_size_binary(16);
    case TypeId::kFixed: return arrow::fixed_size_binary(type.length());
    case TypeId::kStruct: return arrow::struct_(ArrowFields(type));
    case TypeId::kList: return arrow::list(ArrowField(type.element()));
    case TypeId::kMap: return std::make_shared<arrow::MapType>(ArrowField(type.key()), ArrowField(type.value()));
    default: return nullptr;
  }
}

std::shared_ptr<arrow::Field> ArrowField(const iceberg::NestedField& field) {
  return arrow::field(field.name, ArrowType(*field.type), !field.required);
}

arrow::Result<std::shared_ptr<arrow::Array>> RepeatValue(const Type& type, const Value& value, int64_t length) {
  if (IsNull(value)) return arrow::MakeArrayOfNull(ArrowType(type), length);
  ARROW_ASSIGN_OR_RAISE(auto scalar, ToScalar(type, value));
  return arrow::MakeArrayFromScalar(*scalar, length);
}

}  // namespace lakeport::formats
