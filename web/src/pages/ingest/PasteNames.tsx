import "@mantine/core/styles/ModalBase.css";
import "@mantine/core/styles/Modal.css";
import "@mantine/core/styles/Overlay.css";
import { Button, Modal, Textarea } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { DialogHead } from "../../components/DialogHead";
import { formatCount } from "../../domain/format";
import { parsePastedNames } from "../../domain/selection";
import classes from "./PasteNames.module.css";

interface Props {
  database: string;
  names: readonly string[];
  onAdd: (names: string[]) => void;
  onClose: () => void;
}

const namedUnknown = 20;

// Takes a list of names from a spreadsheet, a query or a mail.
export default function PasteNames({ database, names, onAdd, onClose }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const known = useMemo(() => new Set(names), [names]);
  const pasted = useMemo(() => parsePastedNames(text, database, known), [text, database, known]);

  return (
    <Modal.Root opened onClose={onClose} lockScroll={false} size="lg">
      <Modal.Overlay />
      <Modal.Content>
        <DialogHead
          title={<Modal.Title>{t("paste.title")}</Modal.Title>}
          close={<Modal.CloseButton aria-label={t("close")} />}
        />
        <Modal.Body>
          <div className={classes.form}>
            <Textarea
              data-autofocus
              label={t("paste.label")}
              description={t("paste.help", { database })}
              rows={10}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              spellCheck={false}
              classNames={{ input: "lp-mono" }}
            />
            <p role="status">
              {t("paste.found", { count: pasted.known.length, number: formatCount(pasted.known.length) })}
              {pasted.unknown.length > 0 && (
                <span className={classes.unknown}>
                  {" "}
                  {t("paste.unknown", {
                    count: pasted.unknown.length,
                    number: formatCount(pasted.unknown.length),
                  })}{" "}
                  <span className="lp-mono">{pasted.unknown.slice(0, namedUnknown).join(", ")}</span>
                  {pasted.unknown.length > namedUnknown && " …"}
                </span>
              )}
            </p>
            <div className={classes.actions}>
              <Button variant="default" onClick={onClose}>
                {t("cancel")}
              </Button>
              <Button
                disabled={pasted.known.length === 0}
                onClick={() => {
                  onAdd(pasted.known);
                  onClose();
                }}
              >
                {t("paste.add")}
              </Button>
            </div>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
