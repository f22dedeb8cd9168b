import { Body, Button, Head, Html, Link, Preview, Text } from "react-email";
import type { Letter, NumberTable, Phrase, Picture } from "./letter";
import { darkStyles, look } from "./letter-look";

type Props = {
  letter: Letter;
  origin: string;
  /** Where its picture is found: a part of the mail, or the picture itself. */
  pictureAt?: string;
};

/** A letter as HTML: 560 px, no remote images, one button with its address as text below. */
export function LetterHtml({ letter, origin, pictureAt }: Props) {
  const { preview, title, paragraphs, facts = [], picture, table, code, button, afterwards, why, unsubscribe } = letter;
  return (
    <Html lang="en" dir="ltr">
      <Head>
        <title>{letter.subject}</title>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{darkStyles}</style>
      </Head>
      <Body className="bg" style={look.body}>
        <Preview>{preview}</Preview>
        <Table className="card line" style={look.card}>
          <td className="inside" style={look.inside}>
            <Mark />
            <h1 className="ink" style={look.title}>
              {title}
            </h1>
            {paragraphs.map((paragraph) => (
              <Text key={JSON.stringify(paragraph)} className="ink" style={look.text}>
                <Phrases of={paragraph} />
              </Text>
            ))}
            {picture && pictureAt && <Chart picture={picture} src={pictureAt} />}
            {table && <Numbers table={table} />}
            {facts.length > 0 && <Facts facts={facts} />}
            {code && (
              <div className="ink line" style={look.code}>
                {code}
              </div>
            )}
            {button && <TheButton {...button} />}
            {afterwards && (
              <Text className="ink2" style={{ ...look.note, margin: 0 }}>
                {afterwards}
              </Text>
            )}
          </td>
        </Table>
        <div className="foot" style={look.foot}>
          <Text className="ink3" style={look.why}>
            {why}
            {unsubscribe && (
              <>
                {" "}
                <Link href={unsubscribe} className="ink3" style={look.leave}>
                  Unsubscribe
                </Link>
              </>
            )}
          </Text>
          <Text className="ink3" style={look.why}>
            Atrium · {new URL(origin).host}
          </Text>
        </div>
      </Body>
    </Html>
  );
}

function Table({
  children,
  className,
  style,
}: {
  children: React.ReactNode;
  className?: string;
  style: React.CSSProperties;
}) {
  return (
    <table role="presentation" cellPadding={0} cellSpacing={0} className={className} style={style}>
      <tbody>
        <tr>{children}</tr>
      </tbody>
    </table>
  );
}

/** The mark drawn with borders: mail programs show no SVG, and remote pictures tell who reads. */
function Mark() {
  return (
    <Table style={{}}>
      <td style={look.mark}>
        <div style={look.arch}>&nbsp;</div>
      </td>
    </Table>
  );
}

function Phrases({ of }: { of: Phrase[] }) {
  return of.map((part) => (typeof part === "string" ? part : <strong key={part.strong}>{part.strong}</strong>));
}

function Facts({ facts }: { facts: NonNullable<Letter["facts"]> }) {
  return (
    <table cellPadding={0} cellSpacing={0} className="line" style={look.facts}>
      <tbody>
        {facts.map(({ label, values }) => (
          <tr key={label}>
            <th scope="row" align="left" className="ink2 line" style={{ ...look.label, fontWeight: 400 }}>
              {label}
            </th>
            <td className="ink line" style={look.value}>
              {values.map((value) => (
                <div key={value}>{value}</div>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Chart({ picture, src }: { picture: Picture; src: string }) {
  const { width, height, alt } = picture;
  return (
    <Table className="line chart" style={look.chart}>
      <td>
        {/* biome-ignore lint/performance/noImgElement: a mail has no optimizer */}
        <img src={src} alt={alt} width={width} height={height} style={look.picture} />
      </td>
    </Table>
  );
}

function Numbers({ table }: { table: NumberTable }) {
  return (
    <table cellPadding={0} cellSpacing={0} className="line" style={look.facts}>
      <thead>
        <tr>
          {table.head.map((name, at) => (
            <th
              key={name}
              scope="col"
              align={at === 0 ? "left" : "right"}
              className="ink2 line"
              style={look.columnHead}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map(([label = "", ...cells]) => (
          <tr key={label}>
            <th scope="row" align="left" className="ink line" style={look.rowHead}>
              {label}
            </th>
            {cells.map((cell, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns of a mail that is drawn once
              <td key={at} align="right" className="ink line" style={look.number}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function TheButton({ label, url }: { label: string; url: string }) {
  return (
    <>
      <Button href={url} style={look.button}>
        {label}
      </Button>
      <Text className="ink2" style={look.note}>
        If the button does not open, copy this address into your browser:
      </Text>
      <Text style={look.address}>
        <Link href={url} className="link" style={look.link}>
          {url}
        </Link>
      </Text>
    </>
  );
}
