//! What is pressed, chosen and filled in on a card.

use serde_json::Value;

use super::{Element, Reader};
use crate::readable::{
    document::{Block, Control, ControlKind},
    words,
};

impl Reader<'_> {
    /// `None` where the element is nothing of the kind.
    pub(super) fn controls(self, element: Element<'_>) -> Option<Vec<Block>> {
        let one = |kind, label: &str| {
            let control = self.control((kind, label), element);
            Some(vec![Block::Controls(vec![control])])
        };
        match element.tag {
            "action" | "actions" => Some(self.elements(element.list("actions"))),
            "button" => one(ControlKind::Button, "text"),
            "checker" => one(ControlKind::Choice, "text"),
            "input" => one(ControlKind::Input, "placeholder"),
            "overflow"
            | "select_static"
            | "multi_select_static"
            | "select_person"
            | "multi_select_person"
            | "date_picker"
            | "picker_date"
            | "picker_time"
            | "picker_datetime"
            | "select_img" => one(ControlKind::Choice, "placeholder"),
            _ => None,
        }
    }

    fn control(self, (kind, label): (ControlKind, &str), element: Element<'_>) -> Control {
        let mut label = words::line(&self.words(element.get(label)));
        if label.is_empty() {
            label = words::line(&self.words(element.get("label")));
        }
        let options = element.list("options").iter().map(|option| {
            let option = Element::of(option);
            let text = words::line(&self.words(option.get("text")));
            if text.is_empty() { self.person_name(&option.text("value")) } else { text }
        });
        let options: Vec<String> = options.filter(|text| !text.is_empty()).collect();
        if label.is_empty() && options.is_empty() {
            label = element.text("name");
        }
        Control { kind, label, options, href: href(element) }
    }
}

/// Where it leads, in each of the ways a card says so.
fn href(element: Element<'_>) -> Option<String> {
    let acts = |list: &[Value]| {
        let urls = list.iter().filter_map(|act| {
            let act_url = act["action"]["url"].as_str();
            act_url.or_else(|| act["default_url"].as_str()).or_else(|| act["url"].as_str())
        });
        urls.map(str::to_owned).next()
    };
    let own = element.get("url").as_str().or_else(|| element.get("multi_url")["url"].as_str());
    own.map(str::to_owned)
        .or_else(|| acts(element.list("behaviors")))
        .or_else(|| acts(element.list("actions")))
        .filter(|url| !url.is_empty())
}
