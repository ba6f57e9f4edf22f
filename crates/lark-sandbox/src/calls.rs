//! What each endpoint does: the rules of Lark, one file a resource.

pub(crate) mod access;
mod announcement;
mod application;
mod auth;
mod authen;
mod batches;
mod bot;
mod cards;
mod chat_menu;
mod chat_tabs;
mod chats;
mod contact;
mod delivery;
mod edits;
mod ephemerals;
mod feed_groups;
mod feed_shortcuts;
mod files;
mod flags;
mod follow_ups;
mod forwards;
mod found;
mod history;
mod hooks;
mod join_requests;
mod managers;
mod members;
mod messages;
mod moderation;
pub(crate) mod oauth;
mod own;
mod paging;
mod pins;
mod reactions;
mod readers;
mod recall;
mod search;
mod urgent;

use std::sync::Arc;

use axum::Router;
use lark_api::oauth::{authorize::Authorize, device::VERIFY_PATH, registration::PAGE_PATH};

use crate::{consent, route::Routes, sandbox::Inner};

/// Every endpoint, at its own path.
pub(crate) fn routes(inner: Arc<Inner>) -> Router {
    Routes::new(inner)
        .open(auth::tenant_access_token)
        .open(auth::app_access_token)
        .oauth(oauth::token::get)
        .oauth(oauth::token::get_v3)
        .oauth(oauth::device::authorize)
        .oauth(oauth::registration::register)
        .oauth(oauth::revoke::revoke)
        .endpoint(oauth::oidc::access_token)
        .endpoint(oauth::oidc::refresh_access_token)
        .page(Authorize::PATH, consent::authorize::show, consent::authorize::decide)
        .page(VERIFY_PATH, consent::device::show, consent::device::decide)
        .page(PAGE_PATH, consent::device::show, consent::device::decide)
        .open(hooks::post)
        .endpoint(bot::info)
        .endpoint(contact::batch)
        .endpoint(contact::batch_get_id)
        .endpoint(search::users)
        .endpoint(messages::create)
        .endpoint(messages::reply)
        .endpoint(history::get)
        .endpoint(history::list)
        .endpoint(history::mget)
        .endpoint(edits::update)
        .endpoint(edits::patch)
        .endpoint(cards::update)
        .endpoint(found::search)
        .endpoint(found::search_ids)
        .endpoint(batches::send)
        .endpoint(batches::delete)
        .endpoint(batches::progress)
        .endpoint(batches::readers)
        .endpoint(ephemerals::send)
        .endpoint(ephemerals::delete)
        .download(files::own_image)
        .download(files::own_file)
        .endpoint(files::folder)
        .endpoint(readers::read_users)
        .endpoint(readers::read_status)
        .endpoint(urgent::app)
        .endpoint(urgent::sms)
        .endpoint(urgent::phone)
        .endpoint(follow_ups::push)
        .endpoint(pins::create)
        .endpoint(pins::delete)
        .endpoint(pins::list)
        .endpoint(reactions::batch_query)
        .endpoint(forwards::forward)
        .endpoint(forwards::merge_forward)
        .endpoint(forwards::forward_thread)
        .endpoint(recall::delete)
        .upload(files::create_file)
        .upload(files::create_image)
        .download(files::resource)
        .endpoint(chats::create)
        .endpoint(chats::get)
        .endpoint(chats::list)
        .endpoint(chats::search)
        .endpoint(members::create)
        .endpoint(members::delete)
        .endpoint(members::get)
        .endpoint(members::list)
        .endpoint(reactions::create)
        .endpoint(reactions::list)
        .endpoint(reactions::delete)
        .endpoint(chats::change::update)
        .endpoint(chats::change::disband)
        .endpoint(chats::change::link)
        .endpoint(chats::find::batch_query)
        .endpoint(chats::find::search_v2)
        .endpoint(chats::find::p2p)
        .endpoint(members::joining::is_in_chat)
        .endpoint(members::joining::join)
        .endpoint(members::joining::bots)
        .endpoint(managers::add)
        .endpoint(managers::delete)
        .endpoint(moderation::get)
        .endpoint(moderation::update)
        .endpoint(join_requests::list)
        .endpoint(join_requests::handle)
        .endpoint(announcement::get)
        .endpoint(announcement::patch)
        .endpoint(announcement::put_on_top)
        .endpoint(announcement::take_down)
        .endpoint(chat_tabs::list)
        .endpoint(chat_tabs::create)
        .endpoint(chat_tabs::update)
        .endpoint(chat_tabs::delete)
        .endpoint(chat_tabs::sort)
        .endpoint(chat_menu::get)
        .endpoint(chat_menu::create)
        .endpoint(chat_menu::delete)
        .endpoint(chat_menu::sort)
        .endpoint(chat_menu::patch)
        .endpoint(own::nickname)
        .endpoint(own::rename)
        .endpoint(own::unname)
        .endpoint(own::mute_statuses)
        .endpoint(own::settings)
        .endpoint(own::change_settings)
        .endpoint(flags::create)
        .endpoint(flags::cancel)
        .endpoint(flags::list)
        .endpoint(feed_groups::create)
        .endpoint(feed_groups::update)
        .endpoint(feed_groups::delete)
        .endpoint(feed_groups::batch_query)
        .endpoint(feed_groups::list)
        .endpoint(feed_groups::items::list)
        .endpoint(feed_groups::items::batch_query)
        .endpoint(feed_groups::items::add)
        .endpoint(feed_groups::items::remove)
        .endpoint(feed_shortcuts::list)
        .endpoint(feed_shortcuts::create)
        .endpoint(feed_shortcuts::remove)
        .endpoint(feed_shortcuts::focus)
        .endpoint(feed_shortcuts::unread)
        .endpoint(contact::get)
        .endpoint(contact::basic_batch)
        .endpoint(authen::user_info)
        .endpoint(application::get)
        .endpoint(application::scopes)
        .endpoint(application::probe)
        .finish()
}
