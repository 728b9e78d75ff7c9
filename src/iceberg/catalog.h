#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "iceberg/table_metadata.h"
#include "iceberg/table_update.h"
#include "storage/file_io.h"

namespace lakeport::iceberg {

using Namespace = std::vector<std::string>;
std::string FormatNamespace(const Namespace& ns);  // "a.b"

struct TableIdentifier {
  Namespace ns;
  std::string name;
  std::string ToString() const;  // "a.b.orders"
  friend bool operator==(const TableIdentifier&, const TableIdentifier&) = default;
};

// InvalidArgument for names that no catalog takes, since they become folders: empty, ".", "..", with a '/' or a control
// character, not UTF-8; and a namespace's level with a '.', which parts levels.
Status CheckNamespace(const Namespace& ns);
Status CheckIdentifier(const TableIdentifier& table);

struct LoadedTable {
  TableMetadata metadata;
  std::string metadata_location;
};

// Names, and for each table which metadata file is current. Safe from several threads; several processes may use one
// catalog at once. NotFound, AlreadyExists, Unavailable and Timeout as elsewhere; InvalidArgument as CheckIdentifier.
// All implementations pass iceberg/testing/catalog_suite.h.
class Catalog {
 public:
  virtual ~Catalog() = default;

  virtual storage::FileIO& io() = 0;

  virtual Result<std::vector<Namespace>> ListNamespaces() = 0;  // sorted
  virtual Result<bool> NamespaceExists(const Namespace& ns) = 0;
  virtual Status CreateNamespace(const Namespace& ns, const std::map<std::string, std::string>& properties) = 0;
  virtual Status DropNamespace(const Namespace& ns) = 0;  // Conflict when it holds tables

  // Iceberg tables only, sorted. NotFound when there is no such namespace.
  virtual Result<std::vector<TableIdentifier>> ListTables(const Namespace& ns) = 0;
  virtual Result<LoadedTable> LoadTable(const TableIdentifier& table) = 0;
  // Where a new table's files go when nothing else is said.
  virtual Result<Location> DefaultTableLocation(const TableIdentifier& table) = 0;

  // One attempt: checks `requirements` against the table as it is, applies `updates`, writes a new metadata file and
  // moves the table to it in one atomic step. With AssertCreate the table is made.
  // Conflict: someone else was first, nothing changed; load again, then try again. CommitUnknown: it may have happened;
  // load the table and look before anything else, and delete nothing.
  virtual Result<LoadedTable> CommitTable(const TableIdentifier& table,
                                          const std::vector<TableRequirement>& requirements,
                                          const std::vector<TableUpdate>& updates) = 0;

  // Makes the table be what `metadata` says, whatever it was before: a copy of one that lies elsewhere, with its
  // history and its uuid. `expected` is nullptr for a table that must not be there (AlreadyExists), else what LoadTable
  // said of it: Conflict when it is not that any more. The log of former metadata files is the table's own. One
  // attempt, as CommitTable; Unsupported where a catalog can't replace a table.
  virtual Result<LoadedTable> PutTable(const TableIdentifier& table, const LoadedTable* expected,
                                       const TableMetadata& metadata) = 0;

  // Forgets the table; its files stay.
  virtual Status DropTable(const TableIdentifier& table) = 0;
};

}  // namespace lakeport::iceberg
