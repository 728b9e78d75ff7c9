#include "metastore/settings.h"

#include "base/testing/matchers.h"

namespace lakeport::metastore {
namespace {

TEST(SettingsTest, AddressAndUserAreTaken) {
  auto options = ReadClientOptions({{"uri", "thrift://a"}, {"user", "ann"}, {"warehouse", "file:///w"}});
  ASSERT_THAT(options, IsOk());
  EXPECT_EQ(options->uris, "thrift://a");
  EXPECT_EQ(options->user, "ann");
}

TEST(SettingsTest, AMissingAddressIsSaid) {
  auto options = ReadClientOptions({});
  ASSERT_THAT(options, FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(options.error().message(), testing::HasSubstr("uri"));
}

TEST(SettingsTest, KerberosIsRefusedRatherThanLeftOut) {
  EXPECT_THAT(ReadClientOptions({{"uri", "thrift://a"}, {"kerberos.principal", "hive/_HOST@R"}}),
              FailsWith(ErrorKind::kUnsupported));
}

}  // namespace
}  // namespace lakeport::metastore
