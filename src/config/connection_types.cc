#include "config/connection_types.h"

#include <algorithm>

namespace lakeport::config {
namespace {

using enum SettingKind;

std::vector<ConnectionType> MakeConnectionTypes() {
  const std::vector<SettingRule> metastore = {
      {"uri", "thrift://metastore:9083", "several, comma-separated, are tried in turn", true},
      {"user", "lakeport", "whom it acts for; without it, HADOOP_USER_NAME or the process's user"},
      {"kerberos.principal", "hive/_HOST@REALM", "the metastore's"},
      {"kerberos.qop", "auth", "auth | auth-int | auth-conf"},
  };
  auto with = [](std::vector<SettingRule> rules, std::initializer_list<SettingRule> more) {
    rules.insert(rules.end(), more);
    return rules;
  };
  return {
      {.name = "hive-directory",
       .about = "A directory laid out the Hive way (database.db/table/key=value/files), without a metastore.",
       .example_name = "warehouse",
       .is_hive_source = true,
       .settings = {{"location", "file:///data/warehouse", "", true},
                    {"partition_types", "infer", "infer | string | like \"year=int,day=date\""}}},
      {.name = "hive",
       .about = "A Hive Metastore, 2.3, 3.1 or 4.x.",
       .example_name = "hive",
       .is_hive_source = true,
       .settings = metastore},
      {.name = "iceberg-sql",
       .about = "An Iceberg catalog in a database, as Iceberg's JdbcCatalog and PyIceberg's SqlCatalog have it.",
       .example_name = "lake",
       .is_iceberg_catalog = true,
       .settings = {{"uri", "sqlite:///var/lib/lakeport/catalog.db", "or postgresql://user:${PASSWORD}@host/database",
                     true},
                    {"warehouse", "file:///data/iceberg", "where new tables' files go", true},
                    {"name", "lake", "catalog_name in its tables; without it, the connection's name"}}},
      {.name = "iceberg-hive",
       .about = "An Iceberg catalog in a Hive Metastore, as Iceberg's HiveCatalog has it.",
       .example_name = "hive_lake",
       .is_iceberg_catalog = true,
       .settings = with(metastore, {{"warehouse", "file:///data/iceberg",
                                     "where new tables' files go; without it, where the metastore says"}})},
      {.name = "iceberg-rest",
       .about = "An Iceberg REST catalog.",
       .example_name = "rest",
       .is_iceberg_catalog = true,
       .settings = {{"uri", "https://catalog.example.com/api", "", true},
                    {"warehouse", "lake", "which of the server's; or a location, where new tables' files go"},
                    {"credential", "${REST_CREDENTIAL}", "client:secret, for OAuth2", false, kSecret},
                    {"oauth2_server_uri", "https://login.example.com/token",
                     "where tokens come from; without it, the catalog's own"},
                    {"scope", "catalog", "of the tokens"},
                    {"token", "${REST_TOKEN}", "instead of a credential", false, kSecret}}},
      {.name = "iceberg-hadoop",
       .about = "An Iceberg catalog that is a directory, as Iceberg's HadoopCatalog has it.",
       .example_name = "cloud",
       .is_iceberg_catalog = true,
       .settings = {{"warehouse", "abfss://lake@acct.dfs.core.windows.net/warehouse", "", true},
                    {"storage", "acct", "the connection of type azure for its account", false, kConnection}}},
      {.name = "azure",
       .about = "An Azure storage account.",
       .example_name = "acct",
       .settings = {{"account", "acct", "", true},
                    {"key", "${AZURE_KEY}", "", false, kSecret},
                    {"sas", "${AZURE_SAS}", "instead of a key", false, kSecret},
                    {"auth", "managed-identity", "instead: managed-identity | service-principal | workload-identity"},
                    {"tenant_id", "00000000-0000-0000-0000-000000000000", "for service-principal"},
                    {"client_id", "00000000-0000-0000-0000-000000000000", "of the principal or identity"},
                    {"client_secret", "${AZURE_CLIENT_SECRET}", "for service-principal", false, kSecret},
                    {"authority", "https://login.microsoftonline.com", "another login server, of another cloud"},
                    {"endpoint", "http://127.0.0.1:10000/acct", "an emulator's"}}},
      {.name = "snowflake",
       .about = "A Snowflake account.",
       .example_name = "snow",
       .settings = {{"account", "ORG-ACCOUNT", "", true},
                    {"user", "LAKEPORT", "", true},
                    {"private_key", "${SNOWFLAKE_KEY_FILE}", "a file in PEM format", false, kSecret},
                    {"password", "${SNOWFLAKE_PASSWORD}", "instead of a key", false, kSecret},
                    {"role", "LOADER", ""},
                    {"warehouse", "WH", ""},
                    {"database", "LAKE", ""},
                    {"schema", "PUBLIC", ""},
                    {"external_volume", "LAKE_VOLUME", ""},
                    {"catalog_integration", "LAKE_OBJECT_STORE", ""},
                    {"endpoint", "http://127.0.0.1:8084", "another address than the account's"}}},
      {.name = "spark",
       .about = "A Spark installation of your own.",
       .example_name = "cluster",
       .settings = {{"spark_submit", "/opt/spark/bin/spark-submit", "", true}, {"master", "yarn", ""}}},
  };
}

}  // namespace

const SettingRule* ConnectionType::FindSetting(std::string_view setting) const {
  auto found = std::find_if(settings.begin(), settings.end(), [&](const auto& rule) { return rule.name == setting; });
  return found == settings.end() ? nullptr : &*found;
}

const std::vector<ConnectionType>& ConnectionTypes() {
  static const std::vector<ConnectionType> types = MakeConnectionTypes();
  return types;
}

const ConnectionType* FindConnectionType(std::string_view name) {
  const auto& types = ConnectionTypes();
  auto found = std::find_if(types.begin(), types.end(), [&](const auto& type) { return type.name == name; });
  return found == types.end() ? nullptr : &*found;
}

}  // namespace lakeport::config
