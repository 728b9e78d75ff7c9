#include "hive/directory_source.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "hive/file_listing.h"
#include "hive/partition_path.h"
#include "hive/partition_tree.h"
#include "hive/storage_format.h"
#include "hive/type_inference.h"
#include "hivetype/hive_type.h"
#include "hivetype/name.h"

namespace lakeport::hive {
namespace {

constexpr size_t kBatchSize = 1'000;
constexpr std::string_view kDatabaseSuffix = ".db";
constexpr std::string_view kDefaultDatabase = "default";

// A directory within a table's that another table format keeps its own books in, and what a metastore would say of such
// a table.
struct ForeignRule {
  std::string_view directory;
  std::string_view parameter;
  std::string_view value;
};
constexpr std::array kForeignRules = {
    ForeignRule{"metadata", "table_type", "ICEBERG"},
    ForeignRule{"_delta_log", "spark.sql.sources.provider", "delta"},
    ForeignRule{".hoodie", "spark.sql.sources.provider", "hudi"},
};

bool IsPlainName(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos;
}

class DirectorySource final : public Source {
 public:
  DirectorySource(std::unique_ptr<storage::FileIO> io, Location root, PartitionTypes types)
      : io_(std::move(io)), root_(std::move(root)), types_(std::move(types)) {}

  Result<std::vector<std::string>> ListDatabases() override {
    LP_ASSIGN(auto listing, io_->List(root_), "listing databases in {}", root_.ToString());
    std::vector<std::string> names;
    bool has_default = false;
    for (const Location& directory : listing.directories) {
      std::string name = directory.name();
      if (IsHidden(name)) continue;
      if (!IsDatabase(name)) {
        LP_ASSIGN(bool is_table, HoldsData(directory));
        has_default = has_default || is_table;
        continue;
      }
      names.push_back(name.substr(0, name.size() - kDatabaseSuffix.size()));
    }
    if (has_default && !std::count(names.begin(), names.end(), kDefaultDatabase)) names.emplace_back(kDefaultDatabase);
    std::sort(names.begin(), names.end());
    return names;
  }

  Result<std::vector<std::string>> ListTables(const std::string& database) override {
    LP_ASSIGN(Location directory, FindDatabase(database));
    LP_ASSIGN(auto listing, io_->List(directory), "listing tables of {}", database);
    std::vector<std::string> names;
    for (const Location& table : listing.directories) {
      if (IsHidden(table.name())) continue;
      if (directory == root_) {
        LP_ASSIGN(bool is_table, IsRootTable(table));
        if (!is_table) continue;
      }
      names.push_back(table.name());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  Result<Table> GetTable(const std::string& database, const std::string& name) override {
    LP_ASSIGN(Location location, FindTable(database, name));
    Table table{.database = database, .name = name, .location = location.ToString()};
    LP_ASSIGN(bool is_foreign, MarkForeign(location, table));
    if (is_foreign) return table;
    LP_ASSIGN(table.format, FindFormat(location));
    LP_ASSIGN(auto keys, FindPartitionKeys(*io_, location), "looking for partitions of {}.{}", database, name);
    LP_ASSIGN(table.partition_keys, TypeKeys(location, keys), "looking for partitions of {}.{}", database, name);
    return table;
  }

  Status VisitPartitions(const Table& table,
                         const std::function<Status(const std::vector<Partition>&)>& visit) override {
    LP_ASSIGN(Location location, Location::Parse(table.location));
    std::vector<std::string> keys;
    for (const Column& key : table.partition_keys) keys.push_back(key.name);
    if (keys.empty()) return Ok();
    std::vector<Partition> batch;
    auto add = [&](const PartitionDirectory& directory) -> Status {
      batch.push_back({.values = directory.values, .location = directory.location.ToString(), .format = table.format});
      if (batch.size() < kBatchSize) return Ok();
      return visit(std::exchange(batch, {}));
    };
    LP_TRY(VisitPartitionDirectories(*io_, location, keys, add));
    return batch.empty() ? Ok() : visit(batch);
  }

 private:
  static bool IsDatabase(const std::string& directory) {
    return directory.size() > kDatabaseSuffix.size() && directory.ends_with(kDatabaseSuffix);
  }

  Result<bool> HoldsData(const Location& directory) {
    LP_ASSIGN(auto file, FindFirstDataFile(*io_, directory));
    return file.has_value();
  }

  Result<bool> IsRootTable(const Location& directory) {
    if (IsDatabase(directory.name())) return false;
    return HoldsData(directory);
  }

  Result<bool> Exists(const Location& directory) {
    auto listing = io_->List(directory);  // not Stat: object stores know no directories
    if (listing.ok()) return true;
    if (listing.error().kind() == ErrorKind::kNotFound) return false;
    return std::move(listing).error();
  }

  Result<Location> FindDatabase(const std::string& database) {
    if (!IsPlainName(database)) return InvalidArgument("\"{}\" can't be a database's name", Printable(database));
    LP_ASSIGN(Location directory, root_.Child(database + std::string(kDatabaseSuffix)));
    LP_ASSIGN(bool exists, Exists(directory));
    if (exists) return directory;
    if (database == kDefaultDatabase) return root_;
    return NotFound("no database \"{}\": there is no directory {}", Printable(database), directory.ToString());
  }

  Result<Location> FindTable(const std::string& database, const std::string& name) {
    if (!IsPlainName(name) || IsHidden(name)) {
      return InvalidArgument("\"{}\" can't be a table's name", Printable(name));
    }
    LP_ASSIGN(Location directory, FindDatabase(database));
    LP_ASSIGN(Location table, directory.Child(name));
    LP_ASSIGN(bool exists, Exists(table));
    if (!exists) return NotFound("no table \"{}\": there is no directory {}", Printable(name), table.ToString());
    return table;
  }

  // True for a table of another format, whose parameters then say so.
  Result<bool> MarkForeign(const Location& location, Table& table) {
    LP_ASSIGN(auto listing, io_->List(location), "listing {}", location.ToString());
    for (const ForeignRule& rule : kForeignRules) {
      auto at = std::find_if(listing.directories.begin(), listing.directories.end(),
                             [&](const Location& child) { return child.name() == rule.directory; });
      if (at == listing.directories.end()) continue;
      if (rule.value == "ICEBERG") {
        LP_ASSIGN(bool is_iceberg, HoldsIcebergMetadata(*at));
        if (!is_iceberg) continue;
      }
      table.parameters[std::string(rule.parameter)] = rule.value;
      return true;
    }
    return false;
  }

  Result<bool> HoldsIcebergMetadata(const Location& directory) {
    LP_ASSIGN(auto listing, io_->List(directory));
    return std::any_of(listing.files.begin(), listing.files.end(), [](const storage::FileInfo& file) {
      std::string name = file.location.name();
      return name.ends_with(".metadata.json") || name.ends_with(".metadata.json.gz");
    });
  }

  Result<StorageFormat> FindFormat(const Location& location) {
    LP_ASSIGN(auto file, FindFirstDataFile(*io_, location), "looking for a data file in {}", location.ToString());
    if (!file) return StorageFormat::kUnknown;
    StorageFormat format = FormatByExtension(file->location.name());
    if (format != StorageFormat::kUnknown) return format;
    LP_ASSIGN(auto opened, io_->Open(file->location));
    LP_ASSIGN(auto bytes, opened->ReadAt(0, std::min<int64_t>(4, opened->size())));
    return FormatByMagic(bytes);
  }

  Result<std::vector<Column>> TypeKeys(const Location& location, const std::vector<std::string>& keys) {
    std::vector<TypeInference> inferences(keys.size());
    auto all_given = std::all_of(keys.begin(), keys.end(), [&](const auto& key) { return types_.by_key.count(key); });
    if (types_.infer && !all_given) {
      LP_TRY(VisitPartitionDirectories(*io_, location, keys, [&](const PartitionDirectory& directory) {
        for (size_t i = 0; i < keys.size(); ++i) inferences[i].Add(directory.values[i]);
        return Ok();
      }));
    }
    std::vector<Column> columns;
    for (size_t i = 0; i < keys.size(); ++i) {
      auto given = types_.by_key.find(keys[i]);
      columns.push_back({.name = keys[i], .type = given == types_.by_key.end() ? inferences[i].type() : given->second});
    }
    return columns;
  }

  const std::unique_ptr<storage::FileIO> io_;
  const Location root_;
  const PartitionTypes types_;
};

}  // namespace

Result<PartitionTypes> ParsePartitionTypes(const std::string& text) {
  PartitionTypes types;
  if (text == "infer") return types;
  if (text == "string") return PartitionTypes{.infer = false};
  std::string_view rest = text;
  while (!rest.empty()) {
    auto part = ParsePathPart(rest.substr(0, rest.find(',')));
    rest.remove_prefix(
        std::min(rest.size(), rest.find(',') == std::string_view::npos ? rest.size() : rest.find(',') + 1));
    if (!part || !part->value) {
      return InvalidArgument("\"{}\" should be \"infer\", \"string\", or like \"year=int,day=date\"", Printable(text));
    }
    LP_ASSIGN(HiveType type, ParseHiveType(*part->value), "reading the type of partition key \"{}\"", part->key);
    types.by_key[part->key] = ToString(type);
  }
  return types;
}

std::unique_ptr<Source> MakeDirectorySource(std::unique_ptr<storage::FileIO> io, Location root, PartitionTypes types) {
  return std::make_unique<DirectorySource>(std::move(io), std::move(root), std::move(types));
}

}  // namespace lakeport::hive
