#include "storage/azure/blob_location.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::storage::azure {
namespace {

Result<BlobLocation> Parse(const std::string& text) {
  LP_ASSIGN(auto location, Location::Parse(text));
  return ParseBlobLocation(location);
}

// P35: one place, however it is spelled.
TEST(BlobLocationTest, AllSpellingsOfAPlaceAreOnePlace) {
  const BlobLocation place{"acct", "core.windows.net", "lake", "warehouse/t/f.parquet"};
  for (const char* text : {
           "abfss://lake@acct.dfs.core.windows.net/warehouse/t/f.parquet",
           "abfs://lake@acct.dfs.core.windows.net/warehouse/t/f.parquet",
           "abfss://lake@acct.blob.core.windows.net/warehouse/t/f.parquet",
           "wasbs://lake@acct.blob.core.windows.net/warehouse/t/f.parquet",
           "wasb://lake@acct.blob.core.windows.net//warehouse/t/f.parquet",
           "https://acct.blob.core.windows.net/lake/warehouse/t/f.parquet",
           "https://acct.dfs.core.windows.net/lake/warehouse/t/f.parquet",
           "http://acct.blob.core.windows.net/lake/warehouse/t/f.parquet",
           "azure://acct.blob.core.windows.net/lake/warehouse/t/f.parquet",
           "azure://ACCT.Blob.Core.Windows.Net/lake/warehouse/t/f.parquet",
       }) {
    auto parsed = Parse(text);
    ASSERT_THAT(parsed, IsOk()) << text;
    EXPECT_EQ(*parsed, place) << text;
    EXPECT_EQ(ToLocation(*parsed).value().ToString(), "abfss://lake@acct.dfs.core.windows.net/warehouse/t/f.parquet");
  }
}

TEST(BlobLocationTest, ContainerAloneHasNoName) {
  for (const char* text : {"abfss://lake@acct.dfs.core.windows.net", "abfss://lake@acct.dfs.core.windows.net/",
                           "https://acct.blob.core.windows.net/lake", "azure://acct.blob.core.windows.net/lake/"}) {
    auto parsed = Parse(text);
    ASSERT_THAT(parsed, IsOk()) << text;
    EXPECT_EQ(*parsed, (BlobLocation{"acct", "core.windows.net", "lake", ""})) << text;
  }
}

TEST(BlobLocationTest, OtherCloudsAndZonesKeepTheirDomains) {
  EXPECT_EQ(Parse("abfss://lake@acct.dfs.core.chinacloudapi.cn/t")->domain, "core.chinacloudapi.cn");
  auto zone = Parse("abfss://lake@acct.z12.dfs.storage.azure.net/t");
  ASSERT_THAT(zone, IsOk());
  EXPECT_EQ(zone->account, "acct.z12");
  EXPECT_EQ(ToLocation(*zone).value().ToString(), "abfss://lake@acct.z12.dfs.storage.azure.net/t");
}

TEST(BlobLocationTest, OtherStoresAreNone) {
  for (const char* text : {"file:///a", "s3://bucket/a", "hdfs://host/a", "https://example.com/a"}) {
    EXPECT_FALSE(IsBlobLocation(Location::Parse(text).value())) << text;
    EXPECT_THAT(Parse(text), FailsWith(ErrorKind::kInvalidArgument)) << text;
  }
}

TEST(BlobLocationTest, WhatNamesNoContainerOrAccountIsRefused) {
  for (const char* text : {
           "abfss://acct.dfs.core.windows.net/lake/t",
           "abfss://@acct.dfs.core.windows.net/t",
           "abfss://Lake@acct.dfs.core.windows.net/t",
           "abfss://la@acct.dfs.core.windows.net/t",
           "abfss://la--ke@acct.dfs.core.windows.net/t",
           "abfss://-lake@acct.dfs.core.windows.net/t",
           "abfss://lake@acct/t",
           "abfss://lake@.dfs.core.windows.net/t",
           "abfss://lake@acct.dfs./t",
           "abfss://lake@ac_ct.dfs.core.windows.net/t",
           "abfss://lake@acct.dfs.core.windows.net:443/t",
           "https://acct.blob.core.windows.net/",
           "azure://acct.blob.core.windows.net/LAKE/t",
       }) {
    EXPECT_THAT(Parse(text), FailsWith(ErrorKind::kInvalidArgument)) << text;
  }
}

// P34
TEST(BlobNameTest, NamesThatAzureRefusesOrChangesAreRefused) {
  for (const std::string& name : {
           std::string("t/p=a./f"),
           std::string("t/f."),
           std::string("t/a\\b"),
           std::string("t/f\\"),
           std::string("t//f"),
           std::string("t/"),
           std::string("t/a\tb"),
           std::string("t/a\x7f"),
           std::string("t/a\xc2\x85"),
           std::string("t/a\xff"),
           "t/" + std::string(255, 'a'),
           [] {
             std::string name;
             for (int i = 0; i < 11; ++i) name += std::string(100, 'a') + "/";
             return name + "f";
           }(),
       }) {
    EXPECT_THAT(CheckBlobName(name), FailsWith(ErrorKind::kInvalidArgument)) << name;
  }
}

TEST(BlobNameTest, NamesThatAzureTakesAreTaken) {
  for (const std::string& name : {
           std::string("f"),
           std::string("t/.hidden/..f"),
           std::string("t/p=a%2Fb/x y+z?#&'\"<>|*:,;"),
           std::string("t/p=\xe6\x9d\xb1\xe4\xba\xac/f"),
           "t/" + std::string(254, 'a'),
       }) {
    EXPECT_THAT(CheckBlobName(name), IsOk()) << name;
  }
}

TEST(BlobNameTest, CharactersAreCountedAsAzureDoes) {
  std::string emoji = "\xf0\x9f\x98\x80";  // two in UTF-16
  std::string segment;
  for (int i = 0; i < 127; ++i) segment += emoji;
  EXPECT_THAT(CheckBlobName(segment), IsOk());
  EXPECT_THAT(CheckBlobName(segment + "a"), FailsWith(ErrorKind::kInvalidArgument));
}

}  // namespace
}  // namespace lakeport::storage::azure
