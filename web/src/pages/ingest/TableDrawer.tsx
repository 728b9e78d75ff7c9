import "@mantine/core/styles/ModalBase.css";
import "@mantine/core/styles/Drawer.css";
import "@mantine/core/styles/Overlay.css";
import { Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { CopyText } from "../../components/CopyText";
import { DialogHead } from "../../components/DialogHead";
import { Loading } from "../../components/Loading";
import { ProblemMessage } from "../../components/ProblemMessage";
import { formatCount } from "../../domain/format";
import { type HiveTable, tableQuery } from "../../services/connections";
import classes from "./TableDrawer.module.css";

interface Props {
  connection: string;
  database: string;
  table: string;
  onClose: () => void;
}

function Facts({ table }: { table: HiveTable }) {
  const { t } = useTranslation();
  return (
    <dl className={classes.facts}>
      <dt>{t("table.kind")}</dt>
      <dd>{t(`kind.${table.kind}`)}</dd>
      <dt>{t("table.format")}</dt>
      <dd>{table.format}</dd>
      {table.location && (
        <>
          <dt>{t("table.location")}</dt>
          <dd className={classes.location}>
            <span className="lp-mono">{table.location}</span>
            <CopyText text={table.location} label={t("table.copyLocation")} />
          </dd>
        </>
      )}
      {table.transactional && (
        <>
          <dt>{t("table.transactional")}</dt>
          <dd>{t("yes")}</dd>
        </>
      )}
      {Boolean(table.bucket_count) && (
        <>
          <dt>{t("table.buckets")}</dt>
          <dd>{formatCount(table.bucket_count ?? 0)}</dd>
        </>
      )}
      {table.comment && (
        <>
          <dt>{t("table.comment")}</dt>
          <dd>{table.comment}</dd>
        </>
      )}
    </dl>
  );
}

function Columns({ title, columns }: { title: string; columns: HiveTable["columns"] }) {
  const { t } = useTranslation();
  return (
    <section>
      <h2>{title}</h2>
      <table className={classes.columns}>
        <thead>
          <tr>
            <th scope="col">{t("table.name")}</th>
            <th scope="col">{t("table.type")}</th>
            <th scope="col">{t("table.comment")}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <tr key={column.name}>
              <td className="lp-mono">{column.name}</td>
              <td className="lp-mono">{column.type}</td>
              <td>{column.comment}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

// A Hive table's schema, beside the list it was picked from.
export default function TableDrawer({ connection, database, table, onClose }: Props) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(tableQuery(connection, database, table));
  return (
    <Drawer.Root opened onClose={onClose} position="right" size="min(640px, 100vw)" lockScroll={false}>
      <Drawer.Overlay />
      <Drawer.Content>
        <DialogHead
          title={<Drawer.Title className="lp-mono">{`${database}.${table}`}</Drawer.Title>}
          close={<Drawer.CloseButton aria-label={t("close")} />}
        />
        <Drawer.Body>
          {error && (
            <ProblemMessage title={t("table.failed")} error={error} onRetry={() => void refetch()} compact />
          )}
          {!data && !error && <Loading />}
          {data && (
            <div className={classes.body}>
              <Facts table={data} />
              {data.columns.length > 0 ? (
                <Columns title={t("table.columns", { count: data.columns.length })} columns={data.columns} />
              ) : (
                <p className="lp-quiet">{t("table.undeclared")}</p>
              )}
              {data.partition_keys.length > 0 && (
                <Columns title={t("table.partitionKeys")} columns={data.partition_keys} />
              )}
            </div>
          )}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
