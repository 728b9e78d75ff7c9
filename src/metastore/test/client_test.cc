#include "metastore/client.h"

#include "metastore/testing/client_suite.h"
#include "metastore/testing/fake_client.h"
#include "metastore/testing/real_servers.h"
#include "metastore/thrift_client.h"

namespace lakeport::metastore {
namespace {

std::vector<ClientUnderTest> Clients() {
  std::vector<ClientUnderTest> clients;
  for (int major : {3, 4}) {
    clients.push_back(
        {"Fake" + std::to_string(major), [major] { return std::make_unique<FakeClient>(major, "file:///warehouse"); }});
  }
  for (const auto& [version, uri] : RealServers()) {
    clients.push_back({"Hive" + version, [uri] {
                         auto client = MakeThriftClient({.uris = uri});
                         EXPECT_THAT(client, IsOk());
                         return std::move(client).value();
                       }});
  }
  return clients;
}

INSTANTIATE_TEST_SUITE_P(All, ClientSuite, testing::ValuesIn(Clients()),
                         [](const auto& under_test) { return under_test.param.name; });

}  // namespace
}  // namespace lakeport::metastore
