use trail_loupe::query::ast::{Test, Value, ValueKind, WildcardPart};
use trail_loupe::query::parser::{MAX_NESTING, parse};
use trail_loupe::query::{Expr, ExprKind, ProblemCode};

use super::expect::{check_file, data};

/// The tree in prefix form: what the parser understood, free of how it is printed.
fn tree(expr: &Expr) -> String {
    let list = |name: &str, parts: &[Expr]| {
        let parts: Vec<String> = parts.iter().map(tree).collect();
        format!("({name} {})", parts.join(" "))
    };
    match &expr.kind {
        ExprKind::All => "all".to_owned(),
        ExprKind::And(parts) => list("and", parts),
        ExprKind::Or(parts) => list("or", parts),
        ExprKind::Not(inner) => format!("(not {})", tree(inner)),
        ExprKind::Group(inner) => format!("(group {})", tree(inner)),
        ExprKind::Text(value) => format!("(text {})", leaf(value)),
        ExprKind::Field(term) => {
            let path = format!("{:?}", term.path.segments);
            match &term.test {
                Test::Present => format!("(present {path})"),
                Test::Is(value) => format!("(is {path} {})", leaf(value)),
                Test::AnyOf(values) => {
                    let values: Vec<String> = values.iter().map(leaf).collect();
                    format!("(any {path} {})", values.join(" "))
                }
                Test::Compare(operator, value) => format!("({} {path} {})", operator.symbol(), leaf(value)),
                Test::Range(low, high) => format!("(range {path} {} {})", leaf(low), leaf(high)),
            }
        }
    }
}

fn leaf(value: &Value) -> String {
    match &value.kind {
        ValueKind::Word(text) => format!("word {text:?}"),
        ValueKind::Quoted(text) => format!("quoted {text:?}"),
        ValueKind::Regex(pattern) => format!("regex {pattern:?}"),
        ValueKind::Wildcard(wildcard) => {
            let parts: Vec<String> = wildcard
                .parts
                .iter()
                .map(|part| match part {
                    WildcardPart::Literal(text) => format!("{text:?}"),
                    WildcardPart::AnyRun => "*".to_owned(),
                    WildcardPart::AnyOne => "?".to_owned(),
                })
                .collect();
            format!("wildcard {}", parts.join(""))
        }
    }
}

/// Every part lies in the text and inside its parent, and a part's own text is that part.
fn check_spans(text: &str, expr: &Expr) {
    let children: Vec<&Expr> = match &expr.kind {
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().collect(),
        ExprKind::Not(inner) | ExprKind::Group(inner) => vec![inner],
        ExprKind::All | ExprKind::Text(_) | ExprKind::Field(_) => Vec::new(),
    };
    assert!(expr.span.from <= expr.span.to && expr.span.to <= text.len(), "{text}");
    for child in children {
        assert!(expr.span.from <= child.span.from && child.span.to <= expr.span.to, "{text}");
        assert_eq!(tree(&parse(child.span.of(text)).expr), tree(child), "{text}");
        check_spans(text, child);
    }
}

fn check_printing(text: &str) {
    let parsed = parse(text);
    let printed = parsed.expr.to_string();
    let again = parse(&printed);
    assert!(again.problems.is_empty(), "{text} printed as {printed}: {:?}", again.problems);
    assert_eq!(tree(&again.expr), tree(&parsed.expr), "{text} printed as {printed}");
    assert_eq!(again.expr.to_string(), printed);
}

#[test]
fn good_texts_give_their_tree() {
    for file in ["ok/structure.txt", "ok/words.txt", "ok/fields.txt"] {
        check_file(&data(file), |text| {
            let parsed = parse(text);
            assert!(parsed.problems.is_empty(), "{text}: {:?}", parsed.problems);
            check_printing(text);
            check_spans(text, &parsed.expr);
            tree(&parsed.expr)
        });
    }
}

#[test]
fn faulty_texts_give_problems_at_their_place_and_the_rest() {
    check_file(&data("err/problems.txt"), |text| {
        let parsed = parse(text);
        assert!(!parsed.problems.is_empty(), "{text} has no problem");
        check_printing(text);
        let units = text.encode_utf16().count();
        let mut lines = vec![format!("tree {}", parsed.expr)];
        for problem in &parsed.problems {
            assert!(problem.from <= problem.to && problem.to <= units, "{text}");
            lines.push(format!(
                "{}..{} {}: {}",
                problem.from,
                problem.to,
                problem.code.name(),
                problem.message
            ));
            lines.extend(problem.suggestion.iter().map(|suggestion| format!("  {suggestion}")));
        }
        lines.join("\n")
    });
}

#[test]
fn empty_texts_are_everything() {
    for text in ["", " ", "\t\n", "\u{a0}"] {
        assert_eq!(tree(&parse(text).expr), "all");
        assert!(parse(text).problems.is_empty());
    }
}

#[test]
fn nesting_has_a_limit() {
    for (open, close) in [("(", ")"), ("-", ""), ("NOT ", ""), ("-(", ")")] {
        let levels = |n: usize| format!("{}a{}", open.repeat(n), close.repeat(n));
        let per_level = if open == "-(" { 2 } else { 1 };
        assert!(parse(&levels(MAX_NESTING / per_level)).problems.is_empty(), "{open}");
        let codes: Vec<ProblemCode> =
            parse(&levels(100_000)).problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, [ProblemCode::TooDeep], "{open}");
    }
}

/// Texts of pieces that mean something to the lexer, in any order.
/// Texts with a problem at every few letters, as a pasted address may hold them.
#[test]
fn many_problems_take_linear_time() {
    for piece in ["f:(", "a: ", "OR ", "- ", "é:[ ", "a:[\"", "(\"", "a:/ "] {
        let text = piece.repeat(20_000);
        let started = std::time::Instant::now();
        let parsed = parse(&text);
        // Generous: the square takes a minute.
        assert!(started.elapsed().as_secs() < 10, "{piece}");
        let units = text.encode_utf16().count();
        for problem in &parsed.problems {
            assert!(problem.from <= problem.to && problem.to <= units, "{piece}: {problem:?}");
        }
    }
}

#[test]
fn any_text_gives_a_tree_that_prints() {
    const PIECES: [&str; 36] = [
        "a",
        "f:",
        "f:v",
        "f>",
        "f<=",
        "5",
        "2026-07",
        "\"",
        "\\",
        "(",
        ")",
        "[",
        "]",
        " TO ",
        " OR ",
        " AND ",
        "NOT ",
        "-",
        "/",
        "*",
        "?",
        " ",
        ".",
        ":",
        "x.\"y z\"",
        "\"f\"",
        "//",
        "arn:",
        "::",
        "://",
        "é",
        "🦀",
        "10.0.0.0/8",
        ">",
        "=",
        "or",
    ];
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for _ in 0..30_000 {
        let len = next(9);
        let text: String = (0..len).map(|_| PIECES[next(PIECES.len())]).collect();
        let parsed = parse(&text);
        let units = text.encode_utf16().count();
        assert!(
            parsed.problems.iter().all(|problem| problem.from <= problem.to && problem.to <= units),
            "{text}"
        );
        check_printing(&text);
        if parsed.problems.is_empty() {
            check_spans(&text, &parsed.expr);
        }
    }
}
