#include "formats/parquet/schema.h"

#include <utility>

#include "formats/file_column.h"

namespace lakeport::formats {
namespace {

constexpr int kMaxDepth = 100;

// A part of the schema's tree, before it is known what it is to its parent. A leaf's column is filled already.
struct Node {
  const ParquetElement* element = nullptr;
  FileColumn leaf{};
  std::vector<Node> children{};

  bool repeated() const { return element->repetition == ParquetRepetition::kRepeated; }
};

// Turns the depth-first list of elements back into a tree.
class TreeReader {
 public:
  TreeReader(const std::vector<ParquetElement>& elements, const std::function<void(FileColumn*)>& fill_leaf)
      : elements_(elements), fill_leaf_(fill_leaf) {}

  bool at_end() const { return next_ == elements_.size(); }

  Result<Node> Read(int depth = 0) {
    if (next_ >= elements_.size()) return CorruptData("the Parquet schema ends too early");
    if (depth > kMaxDepth) return Unsupported("the Parquet schema is nested more than {} deep", kMaxDepth);
    Node node{&elements_[next_++]};
    if (node.element->type) {
      fill_leaf_(&node.leaf);
      return node;
    }
    for (int32_t i = 0; i < node.element->child_count; ++i) {
      LP_ASSIGN(auto child, Read(depth + 1));
      node.children.push_back(std::move(child));
    }
    return node;
  }

 private:
  const std::vector<ParquetElement>& elements_;
  const std::function<void(FileColumn*)>& fill_leaf_;
  size_t next_ = 0;
};

FileColumn ToColumn(Node node);

FileColumn ToStruct(Node node) {
  std::vector<FileColumn> members;
  members.reserve(node.children.size());
  for (auto& child : node.children) {
    bool repeated = child.repeated();
    auto member = ToColumn(std::move(child));
    if (repeated) {  // outside a list there is no telling what it is to be
      auto name = std::move(member.name);
      member = UnreadableColumn("repeated " + member.physical);
      member.name = std::move(name);
    }
    members.push_back(std::move(member));
  }
  return StructColumn(std::move(members), "group");
}

// Of a list of two levels the repeated group is the element itself; of three levels, what lies in it.
bool IsElementItself(const Node& repeated, std::string_view list_name) {
  if (repeated.element->type || repeated.children.size() != 1 || repeated.children[0].repeated()) return true;
  return repeated.element->name == "array" || repeated.element->name == std::string(list_name) + "_tuple";
}

FileColumn ToList(Node node) {
  if (node.children.size() != 1 || !node.children[0].repeated()) return UnreadableColumn("group (malformed LIST)");
  Node& repeated = node.children[0];
  if (!IsElementItself(repeated, node.element->name)) {
    return ListColumn(ToColumn(std::move(repeated.children[0])), "group (LIST)");
  }
  auto element = ToColumn(std::move(repeated));
  element.required = true;
  return ListColumn(std::move(element), "group (LIST)");
}

FileColumn ToMap(Node node) {
  bool paired = node.children.size() == 1 && node.children[0].repeated() && node.children[0].children.size() == 2;
  if (!paired) return UnreadableColumn("group (malformed MAP)");
  auto& pair = node.children[0].children;
  if (pair[0].repeated() || pair[1].repeated()) return UnreadableColumn("group (malformed MAP)");
  bool keyed = pair[0].element->repetition == ParquetRepetition::kRequired;
  auto map = MapColumn(ToColumn(std::move(pair[0])), ToColumn(std::move(pair[1])), "group (MAP)");
  map.children.at(0).required = keyed;
  return map;
}

FileColumn ToGroup(Node node) {
  switch (node.element->annotation.meaning) {
    case ParquetMeaning::kList: return ToList(std::move(node));
    case ParquetMeaning::kMap:
    case ParquetMeaning::kMapKeyValue: return ToMap(std::move(node));
    case ParquetMeaning::kOther: return UnreadableColumn("group (of an unknown kind)");
    default: return ToStruct(std::move(node));
  }
}

FileColumn ToColumn(Node node) {
  const ParquetElement& element = *node.element;
  FileColumn column = element.type ? std::move(node.leaf) : ToGroup(std::move(node));
  column.name = std::string(element.name);
  column.field_id = element.field_id;
  column.required = element.repetition == ParquetRepetition::kRequired;
  return column;
}

}  // namespace

Result<std::vector<FileColumn>> BuildParquetColumns(const std::vector<ParquetElement>& elements,
                                                    const std::function<void(FileColumn*)>& fill_leaf) {
  TreeReader reader(elements, fill_leaf);
  LP_ASSIGN(Node root, reader.Read());
  if (!reader.at_end()) return CorruptData("the Parquet schema has elements outside its tree");
  if (root.element->type) return CorruptData("the root of the Parquet schema is not a group");
  return std::move(ToStruct(std::move(root)).children);
}

}  // namespace lakeport::formats
