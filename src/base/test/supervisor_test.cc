#include "base/supervisor.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport {
namespace {

Supervised Shell(const std::string& script) { return {"shell", {"/bin/sh", "-c", script}}; }

TEST(SupervisorTest, SaysThatAProgramCantBeStarted) {
  EXPECT_THAT(Supervise({Shell("exit 3")}, {}), FailsWith(ErrorKind::kUnavailable));
  EXPECT_THAT(Supervise({{"ghost", {"/no/such/program"}}}, {}), FailsWith(ErrorKind::kNotFound));
}

TEST(SupervisorTest, OneThatCantBeStartedEndsTheOthersToo) {
  auto status = Supervise({Shell("exec sleep 1000"), Shell("exit 3")}, {});
  EXPECT_THAT(status, FailsWith(ErrorKind::kUnavailable));
}

TEST(SupervisorTest, EndsThemAllWhenItIsToldToStop) {
  std::stop_source source;
  Status status = Internal("not back yet");
  std::thread thread([&] {
    status = Supervise({Shell("exec sleep 1000"), Shell("exec sleep 1000")}, source.get_token());
  });
  source.request_stop();
  thread.join();
  EXPECT_THAT(status, IsOk());
}

}  // namespace
}  // namespace lakeport
