#pragma once

#include <optional>
#include <string>

namespace lakeport::hive {

// Guesses a partition key's type from its values, and only what no value speaks against: text that would change on the
// way through a type ("007", "2024-1-5") makes the key a string.
class TypeInference {
 public:
  void Add(const std::optional<std::string>& value);  // nullopt (the default partition) fits every type
  std::string type() const;                           // "int", "bigint", "date" or "string"

 private:
  bool any_ = false;
  bool ints_ = true;
  bool bigints_ = true;
  bool dates_ = true;
};

}  // namespace lakeport::hive
