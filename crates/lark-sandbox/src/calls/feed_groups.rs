//! Groups of a person's feed. Their rules are kept, not carried out.

use lark_api::{
    ids::FeedGroupId,
    im::{
        Nothing, UserIdType,
        feed_groups::{
            BatchQueryFeedGroups, CreateFeedGroup, CreatedFeedGroup, DeleteFeedGroup, FeedGroup,
            FeedGroupType, FeedGroups, FeedRules, ListFeedGroups, QueriedFeedGroups,
            UpdateFeedGroup,
        },
    },
    limits::FEED_PAGE,
    time::Millis,
};

pub(super) mod items;

use super::{contact, paging};
use crate::{
    failure::Failure,
    model::{
        actors::{self, IdKind},
        feed::{self, Group, Span},
    },
    page::{Cursor, Pager},
    store::Call,
    view::View,
};

/// Groups, or chats, that one call names.
const PER_CALL: usize = 50;
/// What an update changes.
const NAME: i64 = 1;
const RULES: i64 = 2;

pub(super) fn create(
    call: &Call<'_>,
    request: CreateFeedGroup,
) -> Result<CreatedFeedGroup, Failure> {
    let new = request.feed_group_creator;
    let name = named(&new.name)?;
    let rules = match (&new.kind, new.rules) {
        (FeedGroupType::Normal, None) => None,
        (FeedGroupType::Rule, Some(rules)) => {
            Some(keep(call, request.user_id_type.as_ref(), rules)?)
        }
        (FeedGroupType::Other(_), _) => return Err(Failure::param("invalid type")),
        _ => return Err(Failure::param("rules are for groups of type rule, which have some")),
    };
    let kind = (new.kind.as_str(), name);
    let group_id = feed::create(&call.store, call.caller.actor, kind, rules.as_deref())?;
    call.record("feed_group.created", &[("group_id", &group_id)])?;
    Ok(CreatedFeedGroup { group_id: FeedGroupId::unchecked(group_id) })
}

pub(super) fn update(call: &Call<'_>, request: UpdateFeedGroup) -> Result<Nothing, Failure> {
    let mut group = own(call, &request.feed_group_id)?;
    let update = request.feed_group_updater;
    if update.update_fields.is_empty() {
        return Err(Failure::param("update_fields is empty"));
    }
    for field in update.update_fields {
        match field {
            NAME => {
                named(update.name.as_deref().unwrap_or_default())?.clone_into(&mut group.name);
            }
            RULES if group.kind == FeedGroupType::Rule.as_str() => {
                let rules = update.rules.clone().unwrap_or_default();
                group.rules = Some(keep(call, request.user_id_type.as_ref(), rules)?);
            }
            _ => return Err(Failure::param("invalid update_fields")),
        }
    }
    feed::save(&call.store, &group)?;
    call.record("feed_group.updated", &[("group_id", &group.group_id)])?;
    Ok(Nothing {})
}

pub(super) fn delete(call: &Call<'_>, request: DeleteFeedGroup) -> Result<Nothing, Failure> {
    let group = own(call, &request.feed_group_id)?;
    feed::save(&call.store, &Group { deleted: true, ..group })?;
    call.record("feed_group.deleted", &[("group_id", request.feed_group_id.as_str())])?;
    Ok(Nothing {})
}

pub(super) fn batch_query(
    call: &Call<'_>,
    request: BatchQueryFeedGroups,
) -> Result<QueriedFeedGroups, Failure> {
    if !(1..=PER_CALL).contains(&request.group_ids.len()) {
        return Err(Failure::param("group_ids has between 1 and 50 ids"));
    }
    contact::id_kind(request.user_id_type.as_ref())?;
    let view = View::new(call, request.user_id_type);
    let mut answer = QueriedFeedGroups::default();
    for group_id in &request.group_ids {
        let found = feed::find(call.store.db, call.caller.actor, group_id.as_str())?;
        let Some(group) = found else { continue };
        let list = if group.deleted { &mut answer.deleted_groups } else { &mut answer.groups };
        list.push(show(call, &view, &group)?);
    }
    Ok(answer)
}

pub(super) fn list(call: &Call<'_>, request: ListFeedGroups) -> Result<FeedGroups, Failure> {
    let size = paging::message_size(request.page_size, FEED_PAGE)?;
    let times = times(request.start_time, request.end_time)?;
    let pager = Pager::new(call, &[&format!("{times:?}")]);
    let after = paging::message_cursor(&pager, request.page_token.as_deref())?;
    let found = feed::groups(call.store.db, call.caller.actor, span(times, after, size))?;
    let cut = pager.cut(found, size, |group| [group.updated_at, group.row]);
    let view = View::new(call, None);
    let mut answer = FeedGroups { has_more: cut.has_more(), ..FeedGroups::default() };
    for group in &cut.items {
        let list = if group.deleted { &mut answer.deleted_groups } else { &mut answer.groups };
        list.push(show(call, &view, group)?);
    }
    answer.page_token = cut.page_token;
    Ok(answer)
}

fn times(start: Option<Millis>, end: Option<Millis>) -> Result<(i64, i64), Failure> {
    let times = (start.map_or(0, |time| time.0), end.map_or(i64::MAX, |time| time.0));
    match times.0 <= times.1 {
        true => Ok(times),
        false => Err(Failure::param("The end_time is earlier than the start_time")),
    }
}

fn span((start, end): (i64, i64), after: Option<Cursor>, size: u32) -> Span {
    Span { start, end, after: after.unwrap_or([i64::MIN, 0]), limit: size + 1 }
}

/// A group of the caller's that is not deleted.
fn own(call: &Call<'_>, group_id: &FeedGroupId) -> Result<Group, Failure> {
    let found = feed::find(call.store.db, call.caller.actor, group_id.as_str())?;
    let found = found.filter(|group| !group.deleted);
    found.ok_or_else(|| Failure::param("invalid feed_group_id"))
}

fn named(name: &str) -> Result<&str, Failure> {
    match name.trim() {
        "" => Err(Failure::param("name cannot be empty")),
        name => Ok(name),
    }
}

/// Rules as they are stored: every app knows people by other ids.
fn keep(
    call: &Call<'_>,
    id_type: Option<&UserIdType>,
    mut rules: FeedRules,
) -> Result<String, Failure> {
    let kind = contact::id_kind(id_type)?;
    if rules.rules.is_empty() {
        return Err(Failure::param("rules cannot be empty"));
    }
    for rule in &mut rules.rules {
        let known = ["match_all", "match_any"].contains(&rule.condition.match_type.as_str())
            && ["add", "remove"].contains(&rule.action.as_str());
        if !known {
            return Err(Failure::param("invalid rules"));
        }
        for item in &mut rule.condition.condition_items {
            if !["keyword", "chatter", "chat_type"].contains(&item.kind.as_str()) {
                return Err(Failure::param("invalid rules"));
            }
            let Some(user_id) = &mut item.user_id else { continue };
            let found = actors::find(call.store.db, call.caller.app, kind, user_id)?.actor();
            *user_id = found.ok_or_else(|| Failure::param("invalid user_id"))?.union_id;
        }
    }
    Ok(serde_json::to_string(&rules).expect("rules are texts"))
}

fn show(call: &Call<'_>, view: &View<'_>, group: &Group) -> Result<FeedGroup, Failure> {
    let rules = group.rules.as_deref().map(serde_json::from_str::<FeedRules>);
    let mut rules = rules.transpose().unwrap_or_default();
    let conditions = rules.iter_mut().flat_map(|rules| &mut rules.rules);
    for item in conditions.flat_map(|rule| &mut rule.condition.condition_items) {
        let Some(user_id) = &mut item.user_id else { continue };
        let found = actors::find(call.store.db, call.caller.app, IdKind::UnionId, user_id)?;
        if let Some(actor) = found.actor() {
            *user_id = view.person_id(&actor)?;
        }
    }
    Ok(FeedGroup {
        group_id: FeedGroupId::unchecked(&group.group_id),
        kind: FeedGroupType::from(group.kind.as_str()),
        name: group.name.clone(),
        rules,
    })
}
