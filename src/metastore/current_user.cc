#include "metastore/current_user.h"

#include <cstdlib>

#include <pwd.h>
#include <unistd.h>

namespace lakeport::metastore {

std::string CurrentUser() {
  if (const char* name = std::getenv("HADOOP_USER_NAME"); name != nullptr && *name != '\0') return name;
  passwd entry{};
  passwd* found = nullptr;
  std::string buffer(16 * 1024, '\0');
  getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found);
  return found == nullptr ? std::to_string(geteuid()) : found->pw_name;
}

}  // namespace lakeport::metastore
