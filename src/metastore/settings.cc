#include "metastore/settings.h"

namespace lakeport::metastore {

Result<ClientOptions> ReadClientOptions(const std::map<std::string, std::string>& settings) {
  for (const auto* setting : {"kerberos.principal", "kerberos.qop"}) {
    if (settings.contains(setting))
      return Unsupported("{}: metastores with Kerberos can't be connected to yet", setting);
  }
  auto uri = settings.find("uri");
  if (uri == settings.end()) return InvalidArgument("uri is missing: the metastore's address, thrift://HOST:9083");
  ClientOptions options{.uris = uri->second};
  if (auto user = settings.find("user"); user != settings.end()) options.user = user->second;
  return options;
}

}  // namespace lakeport::metastore
