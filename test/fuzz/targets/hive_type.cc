#include "hivetype/hive_type.h"

#include "input.h"
#include "targets.h"

namespace lakeport::fuzz {

void HiveType(std::string_view input) {
  auto type = hive::ParseHiveType(input);
  if (!type.ok()) return;
  static_cast<void>(hive::ToIcebergType(*type));
  auto text = hive::ToString(*type);
  auto again = hive::ParseHiveType(text);
  Require(again.ok() && hive::ToString(*again) == text, "a type's text is that type");
}

}  // namespace lakeport::fuzz
