//! Searches over the whole tenant.

use lark_api::{
    ids::OpenId,
    search::{FoundUser, FoundUsers, SearchUsers},
};

use super::paging;
use crate::{
    failure::Failure,
    model::actors,
    page::{InvalidToken, Pager},
    store::Call,
};

/// People on a page at most.
const PAGE: u32 = 200;

pub(super) fn users(call: &Call<'_>, request: SearchUsers) -> Result<FoundUsers, Failure> {
    if request.query.trim().is_empty() {
        return Err(Failure::field("query", "query is required"));
    }
    let size = paging::size(request.page_size, PAGE)?;
    let pager = Pager::new(call, &[&request.query]);
    let refused = |_: InvalidToken| Failure::field("page_token", "page_token is invalid");
    let after = pager.read(request.page_token.as_deref()).map_err(refused)?;
    let after = after.map_or(0, |[_, row]| row);
    let found =
        actors::search(call.store.db, call.caller.tenant, request.query.trim(), (after, size + 1))?;
    let cut = pager.cut(found, size, |person| [0, person.key.0]);
    let with_user_id = call.caller.has("contact:user.employee_id:readonly");
    let mut users = Vec::new();
    for person in &cut.items {
        let open_id = actors::open_id(call.store.db, call.caller.app, person.key)?;
        users.push(FoundUser {
            name: person.name.clone(),
            open_id: OpenId::unchecked(open_id),
            user_id: if with_user_id { person.user_id.clone() } else { String::new() },
            department_ids: Vec::new(),
        });
    }
    Ok(FoundUsers { has_more: cut.has_more(), page_token: cut.page_token, users })
}
