#pragma once

#include <memory>
#include <optional>

#include "base/location.h"
#include "base/result.h"
#include "base/time.h"
#include "catalogs/hive_commit.h"
#include "config/config.h"
#include "iceberg/catalog.h"
#include "metastore/client.h"
#include "storage/file_io.h"
#include "storage/resolve.h"

namespace lakeport::catalogs {

struct HiveCatalogOptions {
  // Tables go to <warehouse>/<database>.db/<table>; without one, below the directory of their database.
  std::optional<Location> warehouse{};
  HiveCommitOptions commit{};
};

// Iceberg tables in a Hive Metastore, as Iceberg's HiveCatalog keeps them, which may use the same ones at the same
// time. A namespace is a database: one level; names are of ASCII letters, digits and '_', in any case. A Hive table
// that is no Iceberg table is not listed; it can be neither loaded nor dropped (InvalidArgument), and its name is taken
// (AlreadyExists). See HiveCommit for how commits
// are kept apart.
std::unique_ptr<iceberg::Catalog> MakeHiveCatalog(std::shared_ptr<metastore::Client> client,
                                                  std::unique_ptr<storage::FileIO> io, const Clock& clock,
                                                  HiveCatalogOptions options);

// The catalog behind a connection of type "iceberg-hive" (settings: see metastore/settings.h; warehouse). Asks the
// metastore where its warehouse is when the connection doesn't say.
Result<std::unique_ptr<iceberg::Catalog>> OpenHiveCatalog(const config::Connection& connection,
                                                          const storage::OpenStore& open_store, const Clock& clock);

}  // namespace lakeport::catalogs
