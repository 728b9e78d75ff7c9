#include "hive/open.h"

#include "hive/directory_source.h"
#include "hive/metastore_source.h"
#include "metastore/settings.h"

namespace lakeport::hive {
namespace {

Result<std::unique_ptr<Source>> OpenDirectory(const config::Connection& connection,
                                              const storage::OpenStore& open_store) {
  LP_ASSIGN(auto text, connection.Get("location"));
  LP_ASSIGN(Location root, Location::Parse(text), "reading connection {}: location", connection.name);
  LP_ASSIGN(auto types, ParsePartitionTypes(connection.GetOr("partition_types", "infer")),
            "reading connection {}: partition_types", connection.name);
  LP_ASSIGN(auto io, open_store(root), "reading connection {}: location", connection.name);
  return MakeDirectorySource(std::move(io), std::move(root), std::move(types));
}

Result<std::unique_ptr<Source>> OpenMetastore(const config::Connection& connection) {
  LP_ASSIGN(auto options, metastore::ReadClientOptions(connection.settings), "reading connection {}", connection.name);
  LP_ASSIGN(auto client, metastore::MakeThriftClient(options), "reading connection {}: uri", connection.name);
  return MakeMetastoreSource(std::move(client));
}

}  // namespace

Result<std::unique_ptr<Source>> OpenSource(const config::Connection& connection, const storage::OpenStore& open_store) {
  if (connection.type == "hive-directory") return OpenDirectory(connection, open_store);
  if (connection.type == "hive") return OpenMetastore(connection);
  return InvalidArgument("connection {} has type {}, which Hive tables can't be read from", connection.name,
                         connection.type);
}

}  // namespace lakeport::hive
