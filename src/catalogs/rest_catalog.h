#pragma once

#include <memory>

#include "base/time.h"
#include "catalogs/rest_session.h"
#include "config/config.h"
#include "iceberg/catalog.h"
#include "net/http_client.h"
#include "storage/file_io.h"
#include "storage/resolve.h"

namespace lakeport::catalogs {

// An Iceberg REST catalog. The server makes the commits and writes the metadata
// files; what `io` is for is the rest of a table's files. A commit whose answer
// is lost, or is one of 500, 502 and 504, is CommitUnknown; the server is asked
// what became of it when it refuses a commit that it may have got twice.
//
// A new table lies where its namespace's property "location" says; or in the
// warehouse, when that is a location; or where the server says when it is asked
// to stage a table. Some servers give another place each time. `clock` outlives
// the catalog.
std::unique_ptr<iceberg::Catalog> MakeRestCatalog(std::unique_ptr<RestSession> session,
                                                  std::unique_ptr<storage::FileIO> io);

// The catalog behind a connection of type "iceberg-rest": uri, warehouse,
// token, credential, oauth2_server_uri, scope.
Result<std::unique_ptr<iceberg::Catalog>> OpenRestCatalog(const config::Connection& connection,
                                                          const storage::OpenStore& open_store, const Clock& clock);

}  // namespace lakeport::catalogs
