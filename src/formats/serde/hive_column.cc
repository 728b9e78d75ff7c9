#include "formats/serde/hive_column.h"

#include <utility>

#include "formats/file_column.h"
#include "hivetype/name.h"

namespace lakeport::formats {
namespace {

using hive::HiveKind;
using hive::HiveType;

FileColumn TypedColumn(const HiveType& type) {
  auto text = ToString(type);
  switch (type.kind) {
    case HiveKind::kArray: return ListColumn(HiveColumn("", type.parts.at(0)), text);
    case HiveKind::kMap: {
      auto column = MapColumn(HiveColumn("", type.parts.at(0)), HiveColumn("", type.parts.at(1)), text);
      column.children.at(0).required = true;
      return column;
    }
    case HiveKind::kStruct: {
      std::vector<FileColumn> members;
      for (const auto& part : type.parts) members.push_back(HiveColumn(hive::LowerName(part.name), part));
      return StructColumn(std::move(members), text);
    }
    default: break;
  }
  auto iceberg_type = ToIcebergType(type);
  if (!iceberg_type.ok()) return UnreadableColumn(text);
  return {.name = {}, .type = *std::move(iceberg_type), .physical = text};
}

}  // namespace

FileColumn HiveColumn(std::string name, const HiveType& type) {
  auto column = TypedColumn(type);
  if (!name.empty()) column.name = std::move(name);
  return column;
}

}  // namespace lakeport::formats
