#pragma once

#include <string>
#include <string_view>

namespace lakeport {

// What stands in the place of a secret, in messages and listings.
inline constexpr const char* kRedacted = "***";

// The URI without its secrets: the password before '@', and the values of query parameters whose names tell of one
// ("password", "sslpassword", "token", "sig", "key", "secret"). What is not a URI comes back as it is.
std::string RedactUri(std::string_view uri);

// A text of any kind without the secrets that can be told by their looks: every URI in it as above, and what follows
// "password=", "AccountKey=", "Authorization: Bearer " and the like. For what is kept or shown and came from outside;
// it is a net below, not a reason to put a secret in.
std::string RedactText(std::string_view text);

// `text` without `secret`, wherever it stands in it. A secret of fewer than 4 characters is not looked for.
std::string RedactValue(std::string_view text, std::string_view secret);

}  // namespace lakeport
