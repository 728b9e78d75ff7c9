#pragma once

#include <string>

namespace lakeport::catalogs {

// This process's name among all processes of all machines: "lakeport:<boot>:<pid namespace>:<pid>:<start>". At most
// 90 characters.
std::string ThisProcess();

// True when `owner` begins with the name of a process that ran where this one runs, under the same boot and in the same
// pid namespace, and is there no more. False whenever that can't be told.
bool IsEndedProcess(const std::string& owner);

}  // namespace lakeport::catalogs
