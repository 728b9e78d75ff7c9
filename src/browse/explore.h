#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "browse/browser.h"

namespace lakeport::browse {

enum class View { kDatabases, kNamespaces, kTables, kTable, kSnapshots, kFiles, kChecksum };

// What somebody wants to see.
struct ExploreRequest {
  View view = View::kDatabases;
  std::string connection{};
  std::string name{};                    // kTables: a database or a namespace; from kTable on: "namespace.table"
  std::string metadata_location{};       // from kTable on, instead of a connection and a name: an Iceberg metadata file
  std::optional<int64_t> snapshot_id{};  // kFiles, kChecksum; none: the current one
};

// What can be known to be wrong before anything is opened: InvalidArgument when neither a connection and a name nor a
// metadata file is named, or both are, and for a table's name without a namespace. Pure.
Status CheckRequest(const ExploreRequest& request);

// How what is asked for is opened.
struct Openers {
  Browser::OpenSource open_source;
  Browser::OpenCatalog open_catalog;
  std::function<Result<std::unique_ptr<storage::FileIO>>(const Location&)> open_store;
};

// Called for each thing that is found, as soon as it is: an object as explore_json.h describes it. Its error ends it.
using OnFound = std::function<Status(const Json&)>;

// Looks, and changes nothing. Errors as CheckRequest's, Browser's, ReadTableMetadata's and ReadRows'; NotFound for a
// snapshot that the table has not; Cancelled.
Status Explore(const ExploreRequest& request, const config::Config& config, const Openers& openers,
               const OnFound& on_found, std::stop_token stop);

}  // namespace lakeport::browse
