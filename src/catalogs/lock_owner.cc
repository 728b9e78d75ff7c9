#include "catalogs/lock_owner.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

namespace lakeport::catalogs {
namespace {

constexpr std::string_view kPrefix = "lakeport";

struct Process {
  std::string boot;        // a UUID for each start of the machine
  std::string name_space;  // the inode of the pid namespace
  int pid = 0;
  std::string start;  // since boot, in clock ticks: tells apart those that had the pid in turn
};

std::string FirstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string PidNamespace() {
  std::error_code ignored;
  auto link = std::filesystem::read_symlink("/proc/self/ns/pid", ignored).string();  // "pid:[4026531836]"
  auto open = link.find('[');
  return open == std::string::npos ? std::string() : link.substr(open + 1, link.find(']') - open - 1);
}

// nullopt: there is no such process, or only its exit code waits to be fetched.
std::optional<std::string> StartOf(int pid) {
  constexpr size_t kState = 0;  // in what follows the name, which may hold anything
  constexpr size_t kStart = 19;
  const std::string stat = FirstLine(fmt::format("/proc/{}/stat", pid));
  auto name_end = stat.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream rest(stat.substr(name_end + 1));
  std::vector<std::string> fields(std::istream_iterator<std::string>(rest), {});
  if (fields.size() <= kStart || fields[kState] == "Z" || fields[kState] == "X") return std::nullopt;
  return fields[kStart];
}

std::optional<Process> Parse(const std::string& owner) {
  std::vector<std::string> parts;
  std::string_view rest = owner;
  while (parts.size() < 5) {
    auto colon = rest.find(':');
    parts.emplace_back(rest.substr(0, colon));
    if (colon == std::string_view::npos) break;
    rest.remove_prefix(colon + 1);
  }
  if (parts.size() != 5 || parts[0] != kPrefix || parts[1].empty() || parts[2].empty()) return std::nullopt;
  Process process{.boot = parts[1], .name_space = parts[2], .start = parts[4]};
  const std::string& pid = parts[3];
  auto [end, error] = std::from_chars(pid.data(), pid.data() + pid.size(), process.pid);
  if (error != std::errc() || end != pid.data() + pid.size() || process.pid <= 0) return std::nullopt;
  return process;
}

std::string BootId() { return FirstLine("/proc/sys/kernel/random/boot_id"); }

}  // namespace

std::string ThisProcess() {
  const int pid = getpid();
  return fmt::format("{}:{}:{}:{}:{}", kPrefix, BootId(), PidNamespace(), pid, StartOf(pid).value_or(""));
}

bool IsEndedProcess(const std::string& owner) {
  auto process = Parse(owner);
  if (!process || process->boot != BootId() || process->name_space != PidNamespace()) return false;
  auto start = StartOf(process->pid);
  return !start || *start != process->start;
}

}  // namespace lakeport::catalogs
