#include "formats/file_column.h"

#include <utility>

namespace lakeport::formats {
namespace {

using iceberg::Type;
using iceberg::TypePtr;

// A nested column's type says only that it is one: its members are the column's children.
FileColumn NestedColumn(TypePtr type, std::string physical) {
  FileColumn column;
  column.type = std::move(type);
  column.physical = std::move(physical);
  return column;
}

const TypePtr& AnyStruct() {
  static const TypePtr type = Type::Struct({});
  return type;
}

const TypePtr& AnyList() {
  static const TypePtr type = Type::List({0, "element", AnyStruct()});
  return type;
}

const TypePtr& AnyMap() {
  static const TypePtr type = Type::Map({0, "key", AnyStruct(), true}, {0, "value", AnyStruct()});
  return type;
}

}  // namespace

FileColumn StructColumn(std::vector<FileColumn> members, std::string physical) {
  auto column = NestedColumn(AnyStruct(), std::move(physical));
  column.children = std::move(members);
  return column;
}

FileColumn ListColumn(FileColumn element, std::string physical) {
  auto column = NestedColumn(AnyList(), std::move(physical));
  element.name = "element";
  column.children.push_back(std::move(element));
  return column;
}

FileColumn MapColumn(FileColumn key, FileColumn value, std::string physical) {
  auto column = NestedColumn(AnyMap(), std::move(physical));
  key.name = "key";
  key.required = true;
  value.name = "value";
  column.children.push_back(std::move(key));
  column.children.push_back(std::move(value));
  return column;
}

FileColumn UnreadableColumn(std::string physical) { return NestedColumn(nullptr, std::move(physical)); }

}  // namespace lakeport::formats
