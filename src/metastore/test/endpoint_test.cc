#include "metastore/endpoint.h"

#include "base/testing/matchers.h"

namespace lakeport::metastore {
namespace {

TEST(EndpointTest, SeveralServersAreReadInTheirOrder) {
  auto endpoints = ParseEndpoints("thrift://a.example:9083, thrift://10.0.0.1:10000/");
  ASSERT_THAT(endpoints, IsOk());
  EXPECT_THAT(*endpoints, testing::ElementsAre(Endpoint{"a.example", 9083}, Endpoint{"10.0.0.1", 10000}));
}

TEST(EndpointTest, ThePortIsHivesOwnWhenNoneIsGiven) {
  auto endpoints = ParseEndpoints("thrift://hms");
  ASSERT_THAT(endpoints, IsOk());
  EXPECT_EQ(endpoints->at(0).ToString(), "thrift://hms:9083");
}

TEST(EndpointTest, AnIpv6AddressStandsInBrackets) {
  auto endpoints = ParseEndpoints("thrift://[::1]:9084");
  ASSERT_THAT(endpoints, IsOk());
  EXPECT_EQ(endpoints->at(0).host, "::1");
  EXPECT_EQ(endpoints->at(0).ToString(), "thrift://[::1]:9084");
}

TEST(EndpointTest, WhatIsNoAddressIsRefusedWithTheText) {
  for (const auto* text : {"", " , ", "http://a:1", "thrift://", "thrift://:9083", "thrift://a:0", "thrift://a:65536",
                           "thrift://a:x", "thrift://a:", "thrift://a b:1", "thrift://[::1", "thrift://[::1]9083",
                           "thrift://a:9083,b", "thrift://a:9083/x"}) {
    EXPECT_THAT(ParseEndpoints(text), FailsWith(ErrorKind::kInvalidArgument)) << text;
  }
}

}  // namespace
}  // namespace lakeport::metastore
