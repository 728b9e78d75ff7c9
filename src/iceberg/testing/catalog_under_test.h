#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "iceberg/catalog.h"

namespace lakeport::iceberg {

// One catalog, empty but for what its kind always holds. Each Open gives another object on it, as another process would
// have; all must be gone before this is.
class CatalogUnderTest {
 public:
  virtual ~CatalogUnderTest() = default;
  virtual std::unique_ptr<Catalog> Open() = 0;
};

// A kind of catalog, for CatalogSuite.
struct CatalogFactory {
  std::string name;
  std::function<std::unique_ptr<CatalogUnderTest>()> make;
  bool takes_any_name = true;                    // false: letters, digits and '_' only; others are InvalidArgument
  bool nests_namespaces = true;                  // false: one level only; more are InvalidArgument
  bool lists_namespaces_made_by_others = false;  // as Hive's "default"
  // True: names are directories, and metadata files are v1, v2, ... of their table. A namespace has no properties, and
  // a table no other location (Unsupported); what a dropped table leaves keeps its namespace from being dropped.
  bool is_directories = false;
  // True: a server writes the metadata files, and where, which are left over from lost races and whether their log is
  // kept is its business.
  bool is_server = false;
  // False: of those who commit a table's first snapshot at once, one may be lost. Nessie 0.99 does not check that a
  // branch is not there yet.
  bool guards_the_first_snapshot = true;
  bool shows_history = true;  // false: of a table's snapshots and their log only what is current
};

inline void PrintTo(const CatalogFactory& factory, std::ostream* out) { *out << factory.name; }

}  // namespace lakeport::iceberg
