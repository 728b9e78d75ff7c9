// An engine that does as its request says: {"attempts": [[step, ...], ...]}, one list of steps for each attempt, the
// last one for all that follow. Steps:
//   {"print": "text"}          a line on standard output        {"say": "text"}      a line on standard error
//   {"repeat": n, "print": ..} the same, n times                {"bytes": n}         a line of n bytes
//   {"touch": "path"}          makes a file with its pid        {"wait": "path"}     until there is such a file
//   {"on_term": code}          how to end at SIGTERM; -1: not   {"hang": true}       for ever
//   {"effect": "dir"}          adds the job's id to dir/effects, unless an earlier attempt did
//   {"exit": code}             ends so                          {"signal": number}   ends by a signal
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/json.h"

namespace lakeport {
namespace {

using std::chrono::milliseconds;

volatile sig_atomic_t term_code = 0;

void OnTerm(int) { _exit(term_code); }

struct Invocation {
  std::string job;
  size_t attempt = 1;
};

void AwaitFile(const std::string& path) {
  while (access(path.c_str(), F_OK) != 0) std::this_thread::sleep_for(milliseconds(2));
}

// Whole from the moment on when it is there.
void MakeFile(const std::string& path) {
  std::ofstream(path + ".new") << getpid();
  std::rename((path + ".new").c_str(), path.c_str());
}

// As a table that was committed by the same job counts as done, so does a line that is there. One write under a lock: a
// kill leaves the effect whole or not begun.
void HaveEffect(const std::string& directory, const Invocation& invocation) {
  int effects = open((directory + "/effects").c_str(), O_RDWR | O_CREAT | O_APPEND, 0600);
  if (effects < 0 || flock(effects, LOCK_EX) < 0) std::abort();
  std::ifstream done(directory + "/effects");
  bool already = false;
  for (std::string job; std::getline(done, job);) {
    already = already || job == invocation.job;
  }
  std::string line = invocation.job + "\n";
  if (!already && write(effects, line.data(), line.size()) < 0) std::abort();
  close(effects);
}

void SetTerm(int code) {
  term_code = code;
  std::signal(SIGTERM, code < 0 ? SIG_IGN : OnTerm);
}

void DoStep(const Json& step, const Invocation& invocation) {
  auto text = [&](const char* key) { return step.contains(key) ? step[key].get<std::string>() : std::string(); };
  auto number = [&](const char* key) { return step.contains(key) ? step[key].get<int>() : 0; };
  int repeat = step.contains("repeat") ? number("repeat") : 1;
  for (int i = 0; step.contains("print") && i < repeat; ++i) std::cout << text("print") << '\n';
  std::cout.flush();
  if (step.contains("say")) std::cerr << text("say") << std::endl;
  if (step.contains("bytes")) std::cout << std::string(static_cast<size_t>(number("bytes")), 'x') << std::endl;
  if (step.contains("touch")) MakeFile(text("touch"));
  if (step.contains("wait")) AwaitFile(text("wait"));
  if (step.contains("on_term")) SetTerm(number("on_term"));
  if (step.contains("effect")) HaveEffect(text("effect"), invocation);
  while (step.contains("hang")) pause();
  if (step.contains("exit")) std::exit(number("exit"));
  if (step.contains("signal")) std::raise(number("signal"));
}

Invocation ReadArguments(int argc, char** argv) {
  Invocation invocation;
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::string(argv[i]) == "--job") invocation.job = argv[i + 1];
    if (std::string(argv[i]) == "--attempt") invocation.attempt = std::strtoul(argv[i + 1], nullptr, 10);
  }
  return invocation;
}

}  // namespace
}  // namespace lakeport

int main(int argc, char** argv) {
  using namespace lakeport;  // NOLINT(google-build-using-namespace)
  Invocation invocation = ReadArguments(argc, argv);
  std::string text(std::istreambuf_iterator<char>(std::cin), {});
  auto request = ParseJson(text, "the request");
  if (!request.ok() || !request->contains("attempts")) return 2;
  const Json& attempts = (*request)["attempts"];
  for (const auto& step : attempts[std::min(invocation.attempt, attempts.size()) - 1]) DoStep(step, invocation);
  return 0;
}
