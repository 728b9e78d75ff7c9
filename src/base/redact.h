#pragma once

#include <string>
#include <string_view>

namespace lakeport {

// What stands in the place of a secret, in messages and listings.
inline constexpr const char* kRedacted = "***";

// The URI without its secrets: the password before '@', and the values of query parameters whose names tell of one
// ("password", "sslpassword", "token", "sig", "key", "secret"). What is not a URI comes back as it is.
std::string RedactUri(std::string_view uri);

}  // namespace lakeport
