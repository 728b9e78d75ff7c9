#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "metastore/thrift_client.h"

namespace lakeport::metastore {

// A connection's settings that are about the metastore: uri, user. Others are left to the caller. InvalidArgument when
// uri is missing; Unsupported for kerberos.principal and kerberos.qop.
Result<ClientOptions> ReadClientOptions(const std::map<std::string, std::string>& settings);

}  // namespace lakeport::metastore
