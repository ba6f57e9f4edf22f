//! One text with blanks, filled. It can read nothing and run nothing: there are no includes, and only
//! the filters below.

use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value};

use super::rows::Row;
use crate::error::{CommandError, Type};

pub struct Template<'s> {
    environment: Environment<'s>,
    source: &'s str,
    name: String,
}

/// What may stand behind a bar.
const FILTERS: &str = "default, upper, lower, trim, replace, length, join";

impl<'s> Template<'s> {
    pub fn new(source: &'s str, name: &str) -> Result<Self, CommandError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // The text is no HTML, whatever the file is called.
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_debug(true);
        add_filters(&mut environment);
        let template = Self { environment, source, name: name.to_owned() };
        match template.environment.template_from_named_str("template", source) {
            Ok(_) => Ok(template),
            Err(error) => Err(template.failure(&error, None)),
        }
    }

    pub fn render(&self, row: &Row) -> Result<String, CommandError> {
        let template = self.environment.template_from_named_str("template", self.source);
        let rendered = template.and_then(|template| template.render(&row.fields));
        rendered.map_err(|error| self.failure(&error, Some(row)))
    }

    fn failure(&self, error: &Error, row: Option<&Row>) -> CommandError {
        let line = error.line().unwrap_or(1);
        let place = row.map(Row::place).unwrap_or_default();
        let at = format!("{} line {line}", self.name);
        let about = error.range().map(|range| whole_name(self.source, range));
        let failure = match (error.kind(), about) {
            (ErrorKind::UndefinedError, Some(name)) => {
                let message = format!("{at}: there is no `{name}`{place}");
                let known = row.map(Row::names).unwrap_or_default();
                let known =
                    if known.is_empty() { "nothing; give --vars".to_owned() } else { known };
                CommandError::new(Type::Validation, "undefined_variable", message)
                    .with_hint(format!(
                        "there is: {known}; where it may be missing: {{{{ {name} | default(\"…\") }}}}"
                    ))
                    .with_fact("variable", name)
            }
            (kind, _) => {
                let detail = error.detail().map_or_else(|| kind.to_string(), str::to_owned);
                let message = format!("{at}: {detail}{place}");
                CommandError::new(Type::Validation, "invalid_template", message)
                    .with_hint(format!("the filters are: {FILTERS}; a blank is {{{{ name }}}}"))
            }
        };
        CommandError { param: Some("--template".to_owned()), ..failure }.with_fact("line", line)
    }
}

/// The dotted name that a part of it is in.
fn whole_name(source: &str, range: std::ops::Range<usize>) -> String {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let before = source.get(..range.start).unwrap_or_default();
    let begins = before.trim_end_matches(is_part).len();
    source.get(begins..range.end).unwrap_or_default().trim().to_owned()
}

fn add_filters(environment: &mut Environment<'_>) {
    environment.add_filter("default", |value: Value, other: Option<Value>| {
        let other = || other.unwrap_or_else(|| Value::from(""));
        if value.is_undefined() || value.is_none() { other() } else { value }
    });
    environment.add_filter("upper", |text: String| text.to_uppercase());
    environment.add_filter("lower", |text: String| text.to_lowercase());
    environment.add_filter("trim", |text: String| text.trim().to_owned());
    environment
        .add_filter("replace", |text: String, from: String, to: String| text.replace(&from, &to));
    environment.add_filter("length", |value: Value| {
        let none = || Error::new(ErrorKind::InvalidOperation, "that has no length");
        value.len().ok_or_else(none)
    });
    environment.add_filter("join", |list: Value, between: Option<String>| {
        let texts: Vec<String> = list.try_iter()?.map(|item| item.to_string()).collect();
        Ok::<_, Error>(texts.join(&between.unwrap_or_default()))
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(fields: serde_json::Value) -> Row {
        Row { fields: fields.as_object().cloned().unwrap(), number: Some(3) }
    }

    fn render(source: &str) -> Result<String, CommandError> {
        let vars =
            json!({ "name": "Ada", "n": 2, "list": ["a", "b"], "user": { "id": 1 }, "no": null });
        Template::new(source, "t.txt")?.render(&row(vars))
    }

    #[test]
    fn blanks_conditions_loops_and_the_filters_work() {
        for (source, made) in [
            ("Hi {{ name }}!\n", "Hi Ada!"),
            ("{{ user.id }}{{ user[\"id\"] }}", "11"),
            ("{% if n > 1 %}many{% else %}one{% endif %}", "many"),
            ("{% for x in list %}{{ loop.index }}{{ x }}{% endfor %}", "1a2b"),
            ("{{ name | upper }}{{ name | lower }}{{ ' x ' | trim }}", "ADAadax"),
            (
                "{{ missing | default('-') }}{{ no | default('-') }}{{ name | default('-') }}",
                "--Ada",
            ),
            (
                "{{ list | join(', ') }} {{ list | length }} {{ name | replace('A', 'E') }}",
                "a, b 2 Eda",
            ),
            ("{% if missing is defined %}y{% endif %}<b>&", "<b>&"),
        ] {
            assert_eq!(render(source).unwrap(), made, "{source}");
        }
    }

    #[test]
    fn what_is_missing_is_named_with_its_line() {
        for (source, line, name) in [
            ("a\nb {{ nam }}", 2, "nam"),
            ("{{ user.nam }}", 1, "user.nam"),
            ("{{ nobody.at.all }}", 1, "nobody.at"),
            ("{% for x in rows %}{% endfor %}", 1, "rows"),
            ("\n\n{% if gone %}{% endif %}", 3, "gone"),
        ] {
            let error = render(source).unwrap_err();
            assert_eq!(error.subtype, "undefined_variable", "{source}: {error}");
            assert_eq!(
                (&error.facts["line"], &error.facts["variable"]),
                (&json!(line), &json!(name))
            );
            assert!(error.message.ends_with("in row 3"), "{error}");
        }
    }

    #[test]
    fn what_a_template_cannot_do_is_refused() {
        for source in [
            "{% include '/etc/passwd' %}",
            "{% import 'x' as x %}",
            "{{ name | shell }}",
            "{{ range(10) }}",
            "{{ name }",
            "{% if name %}",
        ] {
            let error = render(source).unwrap_err();
            assert_eq!(
                (error.subtype.as_str(), error.exit_code()),
                ("invalid_template", 2),
                "{source}"
            );
            assert!(error.facts.contains_key("line"), "{source}");
        }
    }
}
