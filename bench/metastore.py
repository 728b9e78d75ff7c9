"""A Hive Metastore 3.1 for one bench, and the tables in it."""
import contextlib
import os
import socket
import subprocess
import urllib.parse

from hive_metastore import ThriftHiveMetastore, ttypes
from side_by_side import ROOT
from thrift.protocol import TBinaryProtocol
from thrift.transport import TSocket, TTransport

DATABASE = "bench"
BATCH = 1000  # partitions in a call
HIVE, MAPRED = "org.apache.hadoop.hive.", "org.apache.hadoop.mapred.TextInputFormat"
TEXT_OUTPUT = HIVE + "ql.io.HiveIgnoreKeyTextOutputFormat"

# form: input format, output format, SerDe, its properties
FORMS = {
    "parquet": (HIVE + "ql.io.parquet.MapredParquetInputFormat", HIVE + "ql.io.parquet.MapredParquetOutputFormat",
                HIVE + "ql.io.parquet.serde.ParquetHiveSerDe", {}),
    "orc": (HIVE + "ql.io.orc.OrcInputFormat", HIVE + "ql.io.orc.OrcOutputFormat", HIVE + "ql.io.orc.OrcSerde", {}),
    "text": (MAPRED, TEXT_OUTPUT, HIVE + "serde2.lazy.LazySimpleSerDe", {"field.delim": "|", "serialization.format": "|"}),
    "csv": (MAPRED, TEXT_OUTPUT, HIVE + "serde2.OpenCSVSerde", {}),
}


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serve(folder):
    """Runs one with its state in `folder`; its URI. Nothing is left of it."""
    script = ROOT / "test/servers/metastore.sh"
    environment = dict(os.environ, LAKEPORT_SERVERS_DIR=str(folder), LAKEPORT_METASTORE_PORT=str(_free_port()))
    try:
        yield subprocess.run([script, "start", "3"], env=environment, check=True, capture_output=True,
                             text=True).stdout.strip()
    finally:
        subprocess.run([script, "wipe", "3"], env=environment, check=True, capture_output=True)


def source(uri):
    """Settings of a connection to it."""
    return f'type = "hive"\nuri = "{uri}"\n'


@contextlib.contextmanager
def _client(uri):
    address = urllib.parse.urlparse(uri)
    transport = TTransport.TBufferedTransport(TSocket.TSocket(address.hostname, address.port))
    transport.open()
    yield ThriftHiveMetastore.Client(TBinaryProtocol.TBinaryProtocol(transport))
    transport.close()


def _storage(location, columns, form):
    reads, writes, serde, properties = FORMS[form]
    return ttypes.StorageDescriptor(
        cols=[ttypes.FieldSchema(name, kind) for name, kind in columns], location=f"file://{location}",
        inputFormat=reads, outputFormat=writes, numBuckets=-1, bucketCols=[], sortCols=[], parameters={},
        serdeInfo=ttypes.SerDeInfo(serializationLib=serde, parameters=properties))


def register(uri, table, folder, columns, form, key=None, values=()):
    """The files in `folder` as a table of the database bench; by partition in <folder>/<key>=<value>, when there is a key."""
    keys = [ttypes.FieldSchema(key, "string")] if key else []
    with _client(uri) as metastore:
        if DATABASE not in metastore.get_all_databases():
            metastore.create_database(ttypes.Database(DATABASE, locationUri=f"file://{folder.parent}", parameters={}))
        metastore.create_table(ttypes.Table(
            tableName=table, dbName=DATABASE, owner="bench", sd=_storage(folder, columns, form), partitionKeys=keys,
            tableType="EXTERNAL_TABLE", parameters={"EXTERNAL": "TRUE"}))
        for first in range(0, len(values), BATCH):
            metastore.add_partitions([
                ttypes.Partition(values=[value], dbName=DATABASE, tableName=table, parameters={},
                                 sd=_storage(folder / f"{key}={value}", columns, form))
                for value in values[first:first + BATCH]])
