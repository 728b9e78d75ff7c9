#pragma once

#include <cstdlib>
#include <map>
#include <memory>
#include <string>

#include "base/location.h"
#include "base/time.h"
#include "base/uuid.h"
#include "net/http_client.h"
#include "storage/azure/account.h"

namespace lakeport::storage {

// The settings of Azurite's account, which test/servers/azurite.sh has started and LAKEPORT_TEST_AZURITE names; the key
// is the one that every Azurite has. No "endpoint" when none was started.
inline std::map<std::string, std::string> AzuriteSettings() {
  const char* endpoint = std::getenv("LAKEPORT_TEST_AZURITE");
  return {{"account", "devstoreaccount1"},
          {"key", "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="},
          {"endpoint", endpoint == nullptr ? "" : endpoint}};
}

inline bool HasAzurite() { return !AzuriteSettings().at("endpoint").empty(); }

inline std::unique_ptr<azure::BlobClient> ConnectToAzurite(std::shared_ptr<net::HttpClient> http) {
  static const SystemClock clock;
  return azure::OpenAccount(AzuriteSettings(), "core.windows.net", {}, std::move(http), clock).value();
}

// The name of a container that no other test has.
inline std::string NewContainerName() { return "t-" + NewUuid4(); }

inline Location AzuriteLocation(const std::string& container, const std::string& name = "") {
  return Location::Parse("abfss://" + container + "@devstoreaccount1.dfs.core.windows.net/" + name).value();
}

}  // namespace lakeport::storage
