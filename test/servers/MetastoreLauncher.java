import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.metastore.HiveMetaStore;

/**
 * Starts a Hive Metastore 2.3 or 3.1 whose lock tables exist. They are not among those that the server makes for itself,
 * and the setting that makes it do so, hive.in.test, changes what it answers to clients.
 *
 * <p>Arguments: "fresh" or "existing", then those of HiveMetaStore.
 */
public class MetastoreLauncher {
  public static void main(String[] arguments) throws Throwable {
    if (arguments[0].equals("fresh")) makeLockTables(loadConfiguration());
    String[] rest = java.util.Arrays.copyOfRange(arguments, 1, arguments.length);
    HiveMetaStore.main(rest);
  }

  private static Configuration loadConfiguration() throws Exception {
    try {
      Class<?> metastoreConf = Class.forName("org.apache.hadoop.hive.metastore.conf.MetastoreConf");
      return (Configuration) metastoreConf.getMethod("newMetastoreConf").invoke(null);
    } catch (ClassNotFoundException before3) {
      Class<?> hiveConf = Class.forName("org.apache.hadoop.hive.conf.HiveConf");
      return (Configuration) hiveConf.getConstructor().newInstance();
    }
  }

  private static void makeLockTables(Configuration configuration) throws Exception {
    Class<?> tables = Class.forName("org.apache.hadoop.hive.metastore.txn.TxnDbUtil");
    for (java.lang.reflect.Method method : tables.getMethods()) {
      if (!method.getName().equals("prepDb") || method.getParameterCount() != 1) continue;
      method.invoke(null, configuration);
      return;
    }
    throw new IllegalStateException("TxnDbUtil.prepDb(configuration) is not in this version of Hive");
  }
}
