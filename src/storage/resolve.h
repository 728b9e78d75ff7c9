#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "storage/file_io.h"

namespace lakeport::storage {

// Opens the store that a location lies on. Unsupported, naming what is supported, for a scheme that none has;
// InvalidArgument for an account that nothing is known of.
using OpenStore = std::function<Result<std::unique_ptr<FileIO>>(const Location&)>;

// The one spelling in which a place is compared with others: abfss for Azure, as it is for all others. As
// azure::ParseBlobLocation fails.
Result<Location> NormalizeLocation(const Location& location);

// The settings of each connection of type azure (azure/account.h), by its account's name.
using AzureAccounts = std::map<std::string, std::map<std::string, std::string>>;

// This machine's disks, and the storage accounts named.
OpenStore MakeOpenStore(AzureAccounts accounts);

// Files on all the stores that `open` knows: each call goes to that of its location, which is opened when it is needed
// first.
std::unique_ptr<FileIO> MakeResolvingFileIO(OpenStore open);

}  // namespace lakeport::storage
