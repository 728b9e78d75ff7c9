#include "cli/explore_text.h"

#include <utility>
#include <vector>

#include "cli/units.h"

namespace lakeport::cli {
namespace {

using browse::View;

constexpr int kRowsInPart = 500;

TextTable TableFor(View view) {
  if (view == View::kSnapshots) {
    return TextTable({{"SNAPSHOT"},
                      {"PARENT"},
                      {"TIME"},
                      {"OPERATION"},
                      {"ROWS", Align::kRight},
                      {"FILES", Align::kRight},
                      {"REFERENCES"}});
  }
  return TextTable({{"ROWS", Align::kRight}, {"BYTES", Align::kRight}, {"FORMAT"}, {"PARTITION"}, {"FILE"}});
}

// A member for people: text as it is, null as nothing, anything else as JSON has it.
std::string Text(const Json& object, const std::string& key) {
  const Json* member = FindMember(object, key);
  if (member == nullptr) return {};
  return member->is_string() ? member->get<std::string>() : FormatJson(*member);
}

std::string Joined(const Json& array) {
  std::vector<std::string> texts;
  for (const auto& item : array) texts.push_back(item.is_string() ? item.get<std::string>() : FormatJson(item));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string PartitionText(const Json& partition) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : partition.items()) {
    texts.push_back(name + "=" + (value.is_string() ? value.get<std::string>() : FormatJson(value)));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::vector<std::string> SnapshotRow(const Json& snapshot) {
  const Json& summary = snapshot.at("summary");
  return {Text(snapshot, "snapshot_id"), Text(snapshot, "parent_snapshot_id"), Text(snapshot, "timestamp"),
          Text(snapshot, "operation"),   Text(summary, "total-records"),       Text(summary, "total-data-files"),
          Joined(snapshot.at("refs"))};
}

std::vector<std::string> FileRow(const Json& file) {
  auto content = Text(file, "content");
  auto format = Text(file, "format") + (content == "data" ? "" : " " + content);
  return {FormatCount(file.at("rows").get<int64_t>()), FormatCount(file.at("bytes").get<int64_t>()), format,
          PartitionText(file.at("partition")), Text(file, "path")};
}

TextTable Facts(const Json& found) {
  auto name = Text(found, "table");
  return TextTable({{"TABLE"}, {WithoutControls(name.empty() ? Text(found, "metadata_location") : name)}});
}

std::string PropertiesText(const Json& properties) {
  if (properties.empty()) return {};
  TextTable table({{"PROPERTY"}, {"VALUE"}});
  for (const auto& [key, value] : properties.items()) table.AddRow({key, Text(properties, key)});
  return "\n" + table.ToString();
}

void AddHiveColumns(const Json& columns, const char* key, TextTable& table) {
  for (const auto& column : columns) {
    table.AddRow({Text(column, "name"), Text(column, "type"), key, Text(column, "comment")});
  }
}

std::string HiveText(const Json& found) {
  TextTable facts = Facts(found);
  facts.AddRow({"type", Text(found, "type") + ", of Hive"});
  facts.AddRow({"format", Text(found, "format")});
  for (const char* key : {"serde", "location", "partitions", "comment"}) facts.AddRow({key, Text(found, key)});
  if (found.at("bucket_count") != 0) facts.AddRow({"buckets", Text(found, "bucket_count")});
  TextTable columns({{"COLUMN"}, {"TYPE"}, {"KEY"}, {"COMMENT"}});
  AddHiveColumns(found.at("columns"), "", columns);
  AddHiveColumns(found.at("partition_keys"), "partition", columns);
  return facts.ToString() + "\n" + columns.ToString() + PropertiesText(found.at("properties"));
}

void AddSnapshotFacts(const Json& snapshot, TextTable& facts) {
  if (snapshot.is_null()) return facts.AddRow({"snapshot", "none yet"});
  facts.AddRow({"snapshot", Text(snapshot, "snapshot_id")});
  facts.AddRow({"made by", Text(snapshot, "operation") + " at " + Text(snapshot, "timestamp")});
  for (const auto& [fact, key] : {std::pair("rows", "total-records"), std::pair("files", "total-data-files"),
                                  std::pair("bytes", "total-files-size")}) {
    facts.AddRow({fact, Text(snapshot.at("summary"), key)});
  }
}

std::string IcebergText(const Json& found) {
  TextTable facts = Facts(found);
  facts.AddRow({"type", "Iceberg, format version " + Text(found, "format_version")});
  facts.AddRow({"metadata", Text(found, "metadata_location")});
  facts.AddRow({"location", Text(found, "location")});
  facts.AddRow({"uuid", Text(found, "table_uuid")});
  facts.AddRow({"partitioned by", Joined(found.at("partitioned_by"))});
  AddSnapshotFacts(found.at("current_snapshot"), facts);
  facts.AddRow({"snapshots", Text(found, "snapshots")});
  TextTable columns({{"ID", Align::kRight}, {"COLUMN"}, {"TYPE"}, {"NULLS"}, {"COMMENT"}});
  for (const auto& column : found.at("columns")) {
    columns.AddRow({Text(column, "id"), Text(column, "name"), Text(column, "type"),
                    column.at("required").get<bool>() ? "no" : "yes", Text(column, "comment")});
  }
  return facts.ToString() + "\n" + columns.ToString() + PropertiesText(found.at("properties"));
}

std::string ChecksumText(const Json& found) {
  TextTable facts = Facts(found);
  facts.AddRow({"snapshot", found.at("snapshot_id").is_null() ? "none yet" : Text(found, "snapshot_id")});
  facts.AddRow({"files", FormatCount(found.at("files").get<int64_t>())});
  facts.AddRow({"rows", FormatCount(found.at("rows").get<int64_t>())});
  TextTable columns({{"COLUMN"}, {"CHECKSUM"}});
  for (const auto& [name, sum] : found.at("columns").items()) columns.AddRow({name, sum.get<std::string>()});
  return facts.ToString() + "\n" + columns.ToString();
}

// The one member of an object that holds a name.
std::string NameText(const Json& found) {
  return found.empty() ? std::string() : WithoutControls(Text(found, found.begin().key())) + "\n";
}

}  // namespace

ExploreText::ExploreText(View view, std::ostream& out) : view_(view), out_(out), rows_(TableFor(view)) {}

void ExploreText::Add(const Json& found) {
  switch (view_) {
    case View::kDatabases:
    case View::kNamespaces:
    case View::kTables: out_ << NameText(found); return;
    case View::kTable: out_ << (Text(found, "kind") == "hive" ? HiveText(found) : IcebergText(found)); return;
    case View::kChecksum: out_ << ChecksumText(found); return;
    case View::kSnapshots:
    case View::kFiles: break;
  }
  rows_.AddRow(view_ == View::kSnapshots ? SnapshotRow(found) : FileRow(found));
  if (++row_count_ % kRowsInPart == 0) out_ << rows_.TakeText();
}

void ExploreText::Finish() {
  if (view_ == View::kSnapshots || view_ == View::kFiles) out_ << rows_.TakeText();
}

}  // namespace lakeport::cli
