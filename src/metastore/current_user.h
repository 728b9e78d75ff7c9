#pragma once

#include <string>

namespace lakeport::metastore {

// For whom this process acts towards Hadoop: HADOOP_USER_NAME, else the name of the process's user.
std::string CurrentUser();

}  // namespace lakeport::metastore
