#include "hive/type_inference.h"

#include "hive/partition_value.h"

namespace lakeport::hive {
namespace {

// "0", "-12"; not "007", "+1" or "-0".
bool IsCanonicalNumber(const std::string& text) {
  size_t first = text.starts_with('-') ? 1 : 0;
  if (text.size() == first) return false;
  if (text[first] == '0') return text == "0";
  return text.find_first_not_of("0123456789", first) == std::string::npos;
}

bool IsOfKind(HiveKind kind, const std::string& text) { return ParsePartitionValue({.kind = kind}, text).ok(); }

}  // namespace

void TypeInference::Add(const std::optional<std::string>& value) {
  if (!value) return;
  any_ = true;
  bigints_ = bigints_ && IsCanonicalNumber(*value) && IsOfKind(HiveKind::kBigint, *value);
  ints_ = ints_ && bigints_ && IsOfKind(HiveKind::kInt, *value);
  dates_ = dates_ && value->size() == 10 && IsOfKind(HiveKind::kDate, *value);
}

std::string TypeInference::type() const {
  if (!any_) return "string";
  if (ints_) return "int";
  if (bigints_) return "bigint";
  return dates_ ? "date" : "string";
}

}  // namespace lakeport::hive
