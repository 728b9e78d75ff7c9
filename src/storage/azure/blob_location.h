#pragma once

#include <string>
#include <string_view>

#include "base/location.h"
#include "base/result.h"

namespace lakeport::storage::azure {

// A blob in an Azure storage account, or all blobs below a prefix of names, however its location was spelled.
struct BlobLocation {
  std::string account;    // "acct": the first part of the host's name
  std::string domain;     // "core.windows.net": what stands behind "blob." or "dfs." in the host's name
  std::string container;  // "lake"
  std::string name;       // "warehouse/t/f.parquet"; empty: the whole container

  friend bool operator==(const BlobLocation&, const BlobLocation&) = default;
};

// True when the location is one of the spellings of a place in Azure storage; whether it is a valid one is for
// ParseBlobLocation to say.
bool IsBlobLocation(const Location& location);

// Reads every spelling there is, of the blob and of the dfs service:
//   abfs, abfss, wasb, wasbs   abfss://container@acct.dfs.core.windows.net/name
//   https, http, azure         https://acct.blob.core.windows.net/container/name
// InvalidArgument says what is wrong and how it is written. The name is not checked (CheckBlobName does).
Result<BlobLocation> ParseBlobLocation(const Location& location);

// The one spelling in which we write it: abfss, on the dfs service, as Iceberg's and Hadoop's clients take it.
Result<Location> ToLocation(const BlobLocation& blob);

// Refuses names that Azure would refuse, or change without a word: longer than 1,024 characters, a segment with more
// than 254, a segment that ends with '.', a '\' anywhere, control characters, bytes that are no UTF-8
// (learn.microsoft.com, "Naming and Referencing Containers, Blobs, and Metadata"). InvalidArgument.
Status CheckBlobName(std::string_view name);

}  // namespace lakeport::storage::azure
